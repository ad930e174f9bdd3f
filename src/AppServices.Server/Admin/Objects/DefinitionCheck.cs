using System;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using AppServices.Server.Admin.Definitions;
using AppServices.Server.AppConfig;
using AppServices.Server.Errors;

namespace AppServices.Server.Admin.Objects;

/// <summary>
/// Asks of all objects of an app what the API asks of each when it is made, so that <c>check</c> says of files what a single object
/// would be refused for. Files of exports may have it and are served: it is a warning. Source: admin-api 4.1.
/// </summary>
internal sealed class DefinitionCheck
{
    private static readonly string[] s_extensions = [".json", ".js"];

    // Functions and services that are missing are said with all that needs them; secrets are nobody's objects here.
    private static readonly string[] s_saidElsewhere = ["FunctionNotFound", "ServiceNotFound"];

    private readonly AppReading _app;
    private readonly References _references;

    private DefinitionCheck(AppReading app)
    {
        _app = app;
        _references = new References(app.Identity.ClientAppId, Expanded(app), []);
    }

    /// <summary>Notes what is wrong.</summary>
    public static void Note(AppReading app)
    {
        // More files than an app of the admin API can have are none that it could take.
        if (Readable(() => new DefinitionCheck(app)) is not { } check) return;
        check.NoteObjects();
        check.NoteSettings();
    }

    private AppFileSet Files => _references.Files;

    private void NoteObjects()
    {
        DefinitionObject[] services = [.. Listed(ServiceKind.Instance)];
        ObjectKind[] kinds =
        [
            ServiceKind.Instance, .. services.Where(ServiceKind.IsDataSource).Select(service => new CollectionRuleKind(service)),
            .. services.Where(service => !ServiceKind.IsDataSource(service)).Select(service => new ServiceRuleKind(service)),
            new SchemaKind(), new ValueKind(), new EnvironmentValueKind(), new EndpointKind(), ProviderKind.Instance, TriggerKind.Instance,
            new LogForwarderKind(),
        ];
        foreach (ObjectKind kind in kinds)
        {
            foreach (DefinitionObject known in Listed(kind).Where(known => !IsDisabled(known.Value)))
                Try(known.Path, () => kind.Read(kind.ToReply(known, _references), null, _references));
        }
        foreach (DefinitionObject function in Listed(FunctionKind.Instance))
            Try(function.Path, () => FunctionKind.RequireName(function.Name));
    }

    private void NoteSettings()
    {
        Try(SettingsEndpoint.UserData, () => SettingsChecks.UserData(Settings(SettingsEndpoint.UserData)));
        Try(AppLayout.DataApi, () => SettingsChecks.DataApi(Settings(AppLayout.DataApi)));
        Try(AppLayout.Root, () =>
        {
            JsonObject root = Settings(AppLayout.Root);
            SettingsChecks.Environment(root.Text("environment") ?? "");
            // An export may have a path's slash at the end, which counts for nothing (app-folder 1.3).
            if (root.Items(SettingsEndpoint.Origins) is { } origins)
                SettingsChecks.Origins(new JsonArray([.. origins.Select(WithoutSlash)]));
        });
    }

    private static JsonNode? WithoutSlash(JsonNode? origin) =>
        origin is JsonValue value && value.TryGetValue(out string? text) ? JsonValue.Create(text.TrimEnd('/')) : origin?.DeepClone();

    // As everywhere in what is said of an app: what is turned off works as it should.
    private static bool IsDisabled(JsonObject value) =>
        value["disabled"] is JsonValue flag && flag.TryGetValue(out bool isDisabled) && isDisabled;

    private DefinitionObject[] Listed(ObjectKind kind) => Readable(() => kind.List(Files).ToArray()) ?? [];

    private JsonObject Settings(string path) => Readable(() => Files.Object(path)) ?? [];

    // What is no JSON, or none of an object, is said by whoever serves it.
    private static T? Readable<T>(Func<T?> read) where T : class
    {
        try
        {
            return read();
        }
        catch (ApiException)
        {
            return null;
        }
    }

    private void Try(string path, Action check)
    {
        try
        {
            check();
        }
        catch (ApiException error)
        {
            string file = Path.Combine(_app.Files.Root, path.Replace('/', Path.DirectorySeparatorChar));
            // What the file's own feature has found is said better there.
            if (IsSaid(file) || s_saidElsewhere.Contains(error.Code)) return;
            _app.Warnings.Add(file, $"{error.Message.TrimEnd('.')}; the admin API takes no such object");
        }
    }

    private bool IsSaid(string file) =>
        _app.Warnings.Errors.Concat(_app.Warnings.Texts).Any(text => text.StartsWith(file, StringComparison.Ordinal));

    // Names may come from the environment (app-folder 1.14).
    private static AppFileSet Expanded(AppReading app)
    {
        AppFileSet files = app.Files.Source switch
        {
            AppFileSet known => known.At(app.Files.Root),
            FolderFiles => AppFileSet.OfFolder(app.Files.Root),
            var others => Copy(others),
        };
        foreach (string path in files.Paths.Where(path => path.EndsWith(".json", StringComparison.Ordinal)).ToArray())
        {
            if (TryRead(files, path) is not { } text) files.Delete(path);
            else if (app.Files.Templates.Expand(text) is var expanded && expanded != text) files.Write(path, expanded);
        }
        return files;
    }

    // What cannot be read has been said by the feature whose file it is.
    private static string? TryRead(AppFileSet files, string path)
    {
        try
        {
            return files.Text(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static AppFileSet Copy(IAppFiles source)
    {
        var files = new AppFileSet(source.Root);
        foreach (string path in s_extensions.SelectMany(extension => source.Files(source.Root, extension, below: true)))
        {
            string below = Path.GetRelativePath(source.Root, path).Replace('\\', '/');
            if (AppLayout.IsOfApp(below)) files.Write(below, source.Read(path));
        }
        return files;
    }
}
