using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using AppServices.Server.AppConfig;
using AppServices.Server.Functions.Reading;
using AppServices.Server.Routes;

namespace AppServices.Server.Endpoints;

/// <summary>
/// Reads the endpoints of all layouts. What is wrong with one closes it, or what might be it; the others are served.
/// Source: app-folder 1.2, 8.1.
/// </summary>
internal sealed class EndpointFiles
{
    private static readonly string[] s_folders = ["https_endpoints", "http_endpoints"];
    private static readonly string[] s_methods = [.. RouteMethods.Any.Where(static method => method != "HEAD")];

    private readonly Dictionary<(string Method, string Route), (Endpoint Endpoint, string File)> _endpoints = [];
    private readonly Dictionary<(string Method, string Route), AppItem> _items = [];
    private readonly AppReading _app;
    private bool _isReadable = true;

    private EndpointFiles(AppReading app) => _app = app;

    /// <summary>The folders that may have endpoints, the newest kind first.</summary>
    public static IEnumerable<string> Folders(AppReading app) => s_folders.Select(name => Path.Combine(app.Files.Root, name));

    public static AppEndpoints Read(AppReading app)
    {
        var files = new EndpointFiles(app);
        foreach (string folder in Folders(app))
        {
            string path = Path.Combine(folder, "config.json");
            if (!app.Warnings.TryRead(path, () => files.AddAll(app.Files.TryRead(path)))) files._isReadable = false;
        }
        return new AppEndpoints([.. files._endpoints.Values.Select(known => known.Endpoint)], files._isReadable) { Items = files._items };
    }

    private void AddAll(ConfigFile? file)
    {
        if (file is null or { Kind: JsonValueKind.Null }) return;
        foreach (ConfigFile entry in file.Items()) Add(entry);
    }

    private void Add(ConfigFile entry)
    {
        string? method = null, route = null;
        Endpoint? endpoint = null;
        bool isDisabled = false;
        bool isGood = _app.Warnings.TryRead(
            entry.Path,
            () =>
            {
                isDisabled = entry.Flag("disabled");
                if (isDisabled) return;
                route = ReadRoute(entry);
                method = ReadMethod(entry);
                endpoint = Read(entry, method, route);
            },
            out ConfigurationException? problem);
        if (isDisabled) AddDisabled(entry);
        else if (isGood) Add(endpoint!, Item(method!, route!, entry) with { Missing = endpoint!.Settings!.Proof.Missing }, entry);
        else if (route is null) _isReadable = false;
        else Add(Closed(new Endpoint(method ?? Endpoint.AnyMethod, route)),
            Item(method ?? Endpoint.AnyMethod, route, entry).Closed(problem!, _app.Files), entry);
    }

    private void AddDisabled(ConfigFile entry)
    {
        string method = "", route = "";
        if (Warnings.Problem(entry.Path, () => (route, method) = (ReadRoute(entry), ReadMethod(entry))) is null)
            _items.TryAdd((method, route), Item(method, route, entry) with { IsDisabled = true });
    }

    private AppItem Item(string method, string route, ConfigFile entry) =>
        new(AppItemKind.Endpoint, $"{method} {route}", _app.Files.PlaceOf(entry));

    private void Add(Endpoint endpoint, AppItem item, ConfigFile entry)
    {
        (string, string) key = (endpoint.Method, endpoint.Route);
        if (_endpoints.TryAdd(key, (endpoint, entry.Path)))
        {
            _items[key] = item;
            return;
        }
        if (_endpoints[key].File != entry.Path)
        {
            _app.Warnings.Add(entry, $"endpoint {endpoint} is in {_endpoints[key].File}, too, which counts");
            return;
        }
        // Which of the two is meant, and who may call it, nobody knows.
        ConfigurationException twice = entry.Wrong($"endpoint {endpoint} has another entry, too; keep one of them");
        _app.Warnings.Errors.Add(twice.Message);
        _endpoints[key] = (Closed(endpoint), entry.Path);
        _items[key] = item.Closed(twice, _app.Files);
    }

    private Endpoint Read(ConfigFile entry, string method, string route) => new(method, route)
    {
        Function = FunctionReference.Usual.Require(entry, _app),
        RespondsResult = entry.Flag("respond_result"),
        Settings = RouteSettings.Read(entry, RouteProofs.Read(entry, _app), _app),
    };

    private static Endpoint Closed(Endpoint endpoint) =>
        endpoint with { Settings = null };

    private static string ReadRoute(ConfigFile entry) =>
        entry.RequiredText("route") is ['/', ..] route ? route : "/" + entry.RequiredText("route");

    private static string ReadMethod(ConfigFile entry)
    {
        string text = entry.Text("http_method")
            ?? entry.Text("httpMethod") ?? throw entry.Wrong("the string 'http_method' is missing or empty");
        return text.ToUpperInvariant() switch
        {
            Endpoint.AnyMethod or "ANY" or "ALL" => Endpoint.AnyMethod,
            var method when s_methods.Contains(method) => method,
            _ => throw entry.Wrong($"the method '{text}' is unknown: {string.Join(", ", s_methods)} and {Endpoint.AnyMethod} are possible"),
        };
    }
}
