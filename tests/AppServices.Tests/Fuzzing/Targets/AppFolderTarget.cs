using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using AppServices.Server.Admin.Definitions;
using AppServices.Server.AppConfig;
using AppServices.Server.Features;
using AppServices.Server.Hosting;
using CsCheck;

namespace AppServices.Tests.Fuzzing.Targets;

/// <summary>An app of which one file is damaged: the rest is read, and what is wrong is told.</summary>
internal sealed class AppFolderTarget : FuzzTarget
{
    private const char Separator = ' ';

    private static readonly string[] s_scripts = ["functions/f.js", "services/web/incoming_webhooks/w/source.js"];

    private readonly (string Path, string Text)[] _files = [.. Samples.Files.Select(line => (line[..line.IndexOf(Separator)], line[(line.IndexOf(Separator) + 1)..]))];
    private readonly Dictionary<string, Mutation> _texts;
    private readonly AppReader _reader = new(AppFeatures.All());

    public AppFolderTarget() => _texts = _files.ToDictionary(
        file => file.Path, file => Mutation.Of([file.Text], _files.Select(other => other.Path)));

    public override string Name => "app folders";

    public override int Share => 4;

    public override IEnumerable<string> Examples => Samples.Files;

    public override string Generate(PCG pcg)
    {
        string path = Mutation.Any(pcg, _files).Path;
        return path + Separator + _texts[path].Generate(pcg, null, out _);
    }

    public override ValueTask<bool> RunAsync(string input)
    {
        var files = new AppFileSet("app");
        foreach (string script in s_scripts) files.Write(script, "exports = () => 1;");
        foreach ((string path, string text) in _files) files.Write(path, text);
        files.Write(input[..input.IndexOf(Separator)], Bytes(input[(input.IndexOf(Separator) + 1)..]));
        try
        {
            return new(_reader.Read(files, null, SecretStore.Read(null)).Errors.Count == 0);
        }
        catch (ConfigurationException)
        {
            return new(false);
        }
    }
}
