using System;
using System.IO;
using System.Text;
using System.Text.Json;
using AppServices.Server.AppConfig;

namespace AppServices.Server.Functions.Reading;

/// <summary>Makes functions of their files. What is wrong with one keeps it from running, and no other.</summary>
/// <param name="files">The app's files.</param>
internal sealed class FunctionFile(IAppFiles files)
{
    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <param name="name">The function's name.</param>
    /// <param name="path">Its file.</param>
    /// <param name="settings">What the manifest says of it; null for nothing.</param>
    /// <param name="problem">What is known to be wrong with it; null for nothing.</param>
    public FunctionDefinition Define(string name, string path, ConfigFile? settings, string? problem)
    {
        var function =
            new FunctionDefinition(name, "", path) { Place = Below(path).Replace('\\', '/'),
                Problem = problem is null ? null : Below(problem) };
        if (problem is not null) return function;
        string? found = Warnings.Problem(path, () => function = Apply(settings, function with { Source = Read(path) }))?.Message;
        return found is null ? function : function with { Problem = Below(found) };
    }

    // Clients are told what is wrong, but not where on the server's disk the app is.
    private string Below(string text) => text.Replace(files.Root + Path.DirectorySeparatorChar, "", StringComparison.Ordinal);

    private string Read(string path)
    {
        byte[] content = files.Read(path);
        try
        {
            return s_strict.GetString(content);
        }
        catch (DecoderFallbackException error)
        {
            ReadOnlySpan<byte> before = content.AsSpan(0, error.Index);
            throw ConfigurationException.At(
                path, before.Count((byte)'\n') + 1, before.Length - before.LastIndexOf((byte)'\n'),
                "The file is not UTF-8 text; save it as such.");
        }
    }

    private static FunctionDefinition Apply(
        ConfigFile? settings, FunctionDefinition function) => settings is null ? function : function with
    {
        Id = settings.Field("id") is { Kind: JsonValueKind.String } id ? NotEmpty(id.Text()) : null,
        IsPrivate = settings.Flag("private"),
        CanEvaluate = settings.Field("can_evaluate") is { } expression ? EjsonValue.Read(expression) : null,
        RunAsSystem = settings.Flag("run_as_system"),
        RunAsUserId = NotEmpty(settings.Text("run_as_user_id")),
        RunAsUserIdScript = NotEmpty(settings.Text("run_as_user_id_script_source")),
        DisableArgumentLogs = settings.Flag("disable_arg_logs"),
    };

    private static string? NotEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
