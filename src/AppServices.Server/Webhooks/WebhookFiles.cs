using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using AppServices.Server.AppConfig;
using AppServices.Server.Functions;
using AppServices.Server.Functions.Reading;
using AppServices.Server.Routes;

namespace AppServices.Server.Webhooks;

/// <summary>
/// Reads the incoming webhooks of all layouts, each a folder with <c>config.json</c> and <c>source.js</c>. What is wrong with one closes
/// it, and no other. Source: app-folder 1.10, 8.8.
/// </summary>
internal sealed class WebhookFiles
{
    private const string Hooks = "incoming_webhooks";

    // The newest kind first: of one webhook that is in two of them the first counts.
    private static readonly string[] s_roots = ["https_endpoints", "http_endpoints", "services"];
    private static readonly string[] s_methods = [.. RouteMethods.Any, Webhook.AnyMethod];

    private readonly Dictionary<(string Service, string Name), (Webhook Webhook, string Folder)> _webhooks = [];
    private readonly List<AppItem> _services = [];
    private readonly AppReading _app;
    private readonly FunctionFile _functions;

    private WebhookFiles(AppReading app) => (_app, _functions) = (app, new FunctionFile(app.Files.Source));

    public static AppWebhooks Read(AppReading app)
    {
        var files = new WebhookFiles(app);
        foreach (string root in s_roots)
            foreach (string service in files.Folders(Path.Combine(app.Files.Root, root))) files.AddService(service);
        return new AppWebhooks(files._services, files._webhooks.ToDictionary(known => known.Key, known => known.Value.Webhook));
    }

    private void AddService(string folder)
    {
        string[] hooks = [.. Folders(Path.Combine(folder, Hooks)), .. Folders(folder).Where(IsHook)];
        if (hooks.Length == 0) return;
        WebhookService? service = null;
        string file = Path.Combine(folder, "config.json");
        _app.Warnings.TryRead(
            file, () => service = WebhookService.Read(folder, _app.Files.TryRead(file)), out ConfigurationException? problem);
        service ??= new WebhookService(Path.GetFileName(folder), WebhookKind.Http, null);
        if (service.Kind == WebhookKind.GitHub) _services.Add(new AppItem(AppItemKind.Service, service.Name, _app.Files.PlaceOf(file)));
        foreach (string hook in hooks) Add(hook, service, problem?.Message);
    }

    // A page of the documentation leaves the folder around the webhooks out.
    private bool IsHook(string folder) => Path.GetFileName(folder) != Hooks && _app.Files.Source.Exists(Path.Combine(folder, "source.js"));

    private IReadOnlyList<string> Folders(string path)
    {
        IReadOnlyList<string> folders = [];
        if (_app.Files.Source.HasFolder(path)) _app.Warnings.TryRead(path, () => folders = _app.Files.Source.Folders(path));
        return folders;
    }

    private void Add(string folder, WebhookService service, string? problem)
    {
        string name = Path.GetFileName(folder), file = Path.Combine(folder, "config.json"), place = _app.Files.PlaceOf(file);
        Webhook? webhook = null;
        _app.Warnings.TryRead(
            file,
            () =>
            {
                ConfigFile config = _app.Files.Read(file);
                place = _app.Files.PlaceOf(config);
                name = RouteProofs.FirstText(config, "name") ?? name;
                var known = new Webhook(service.Name, name, service.Kind) { Place = place };
                if (problem is null) webhook = Read(known, config, service, Path.Combine(folder, "source.js"));
            },
            out ConfigurationException? own);
        Add(webhook ?? new Webhook(service.Name, name, service.Kind) { Place = place, Problem = problem ?? own?.Message }, folder);
    }

    private void Add(Webhook webhook, string folder)
    {
        (string, string) key = (webhook.Service, webhook.Name);
        if (_webhooks.TryAdd(key, (webhook, folder))) return;
        string other = _webhooks[key].Folder;
        if (Root(other) != Root(folder))
        {
            _app.Warnings.Add(folder, $"Webhook {webhook} is in {other}, too, which counts");
            return;
        }
        // Which of the two is meant, and who may call it, nobody knows.
        string twice = ConfigurationException.At(folder, $"Webhook {webhook} is in {other}, too; keep one of them.").Message;
        _app.Warnings.Errors.Add(twice);
        _webhooks[key] = (webhook with { Good = null, Problem = twice }, folder);
    }

    private string Root(string folder) => Path.GetRelativePath(_app.Files.Root, folder).Split('/', '\\')[0];

    private Webhook Read(Webhook webhook, ConfigFile config, WebhookService service, string source)
    {
        ConfigFile? options = config.Field("options");
        var settings = RouteSettings.Read(config, service.ReadProof(config, options, _app), _app);
        bool runsAsCaller = config.Flag("run_as_authed_user");
        FunctionDefinition definition = _functions.Define(webhook.ToString(), source, config, problem: null) with { CanEvaluate = null };
        if (runsAsCaller) definition = definition with { RunAsSystem = false, RunAsUserId = null, RunAsUserIdScript = null };
        return webhook with
        {
            Method = ReadMethod(options, webhook.Kind),
            RespondsResult = config.Flag("respond_result"),
            RunsAsCaller = runsAsCaller,
            Good = (settings, FunctionCatalog.AddScript(definition, _app)),
        };
    }

    private static string ReadMethod(ConfigFile? options, WebhookKind kind)
    {
        string? text = options is null ? null : RouteProofs.FirstText(options, "httpMethod");
        if (text is null) return kind == WebhookKind.GitHub ? "POST" : Webhook.AnyMethod;
        return text.ToUpperInvariant() switch
        {
            "*" => Webhook.AnyMethod,
            var method when s_methods.Contains(method) => method,
            _ => throw options!.Wrong($"the method '{text}' is unknown: {string.Join(", ", s_methods)} are possible"),
        };
    }
}
