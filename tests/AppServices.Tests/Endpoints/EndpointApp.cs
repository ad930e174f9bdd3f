using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using AppServices.Tests.Server;

namespace AppServices.Tests.Endpoints;

/// <summary>Builds apps with endpoints: each is a route with a function of its own.</summary>
internal sealed class EndpointApp
{
    private readonly List<string> _endpoints = [];
    private readonly List<string> _functions = [];
    private readonly List<(string Name, string Source)> _sources = [];

    /// <summary>An endpoint whose function runs as the system.</summary>
    public EndpointApp Add(string method, string route, string source, string more = "") => Add(method, route, source, more, "\"run_as_system\":true");

    /// <summary>An endpoint whose function runs as its caller, unless it says otherwise.</summary>
    public EndpointApp AddForUsers(string method, string route, string source, string more = "", string function = "\"private\":false") =>
        Add(method, route, source, more, function);

    public AppFolder Create(string file = "https_endpoints/config.json")
    {
        AppFolder folder = new AppFolder().Write("root_config.json", AppFolder.Root).Write(file, $"[{string.Join(",\n", _endpoints)}]")
            .Write("functions/config.json", $"[{string.Join(',', _functions)}]");
        foreach ((string name, string source) in _sources) folder.Write($"functions/{name}.js", source);
        return folder;
    }

    private EndpointApp Add(string method, string route, string source, string more, string settings)
    {
        string name = "f" + string.Concat(route.Where(char.IsAsciiLetter));
        if (_sources.Any(other => other.Name == name)) name += _sources.Count;
        _sources.Add((name, "exports = " + source));
        _functions.Add($$"""{"name":"{{name}}",{{settings}}}""");
        // Of a field that is there twice the last one counts.
        string fields = $"\"respond_result\":true,\"disabled\":false{(more.Length > 0 ? "," : "")}{more}";
        _endpoints.Add($$"""{"route":{{JsonSerializer.Serialize(route)}},"http_method":"{{method}}","function_name":"{{name}}",{{fields}}}""");
        return this;
    }
}
