using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.Management.Automation;
using AppServices.Errors;

namespace AppServices.Files;

/// <summary>
/// Files as scripts name them: relative to the current location, on any drive of the file system, with or without wildcards.
/// </summary>
internal static class FilePaths
{
    /// <summary>The file that is meant, which need not exist; null after an error.</summary>
    /// <param name="cmdlet">Whose location counts.</param>
    /// <param name="path">The path.</param>
    /// <param name="isLiteral">Whether wildcards are ordinary characters.</param>
    public static string? ToWrite(PSCmdlet cmdlet, string path, bool isLiteral)
    {
        if (isLiteral || !WildcardPattern.ContainsWildcardCharacters(path)) return Literal(cmdlet, path);
        IReadOnlyList<string> found = ToRead(cmdlet, path, isLiteral: false);
        if (found.Count == 1) return found[0];
        if (found.Count > 1) cmdlet.WriteError(ErrorRecords.Create(
            "AppFileAmbiguous", ErrorCategory.InvalidArgument, path, $"'{path}' is {found.Count} files.",
            "Name one file, or pass -LiteralPath."));
        return null;
    }

    /// <summary>The files that are meant and exist; none after an error.</summary>
    public static IReadOnlyList<string> ToRead(PSCmdlet cmdlet, string path, bool isLiteral)
    {
        if (isLiteral) return Literal(cmdlet, path) is { } file ? [file] : [];
        try
        {
            Collection<string> found = cmdlet.SessionState.Path.GetResolvedProviderPathFromPSPath(path, out ProviderInfo provider);
            if (found.Count > 0) return IsFileSystem(cmdlet, provider, path) ? found : [];
            WriteNotFound(cmdlet, path);
        }
        catch (SessionStateException error)
        {
            WriteNotFound(cmdlet, path, error);
        }
        return [];
    }

    /// <summary>A file or folder as Get-Item has it: with the properties by which it can be piped on, and which views show.</summary>
    /// <param name="cmdlet">Who writes it.</param>
    /// <param name="path">The whole path.</param>
    public static PSObject ToItem(PSCmdlet cmdlet, string path) =>
        cmdlet.InvokeProvider.Item.Get([$"Microsoft.PowerShell.Core\\FileSystem::{path}"], force: true, literalPath: true)[0];

    private static string? Literal(PSCmdlet cmdlet, string path)
    {
        try
        {
            string full = cmdlet.SessionState.Path.GetUnresolvedProviderPathFromPSPath(path, out ProviderInfo provider, out _);
            return IsFileSystem(cmdlet, provider, path) ? full : null;
        }
        catch (SessionStateException error)
        {
            WriteNotFound(cmdlet, path, error);
            return null;
        }
    }

    private static bool IsFileSystem(PSCmdlet cmdlet, ProviderInfo provider, string path)
    {
        if (provider.Name == "FileSystem") return true;
        cmdlet.WriteError(ErrorRecords.Create(
            "AppFileInvalid", ErrorCategory.InvalidArgument, path, $"'{path}' is of the provider {provider.Name}, not a file.",
            "Name a file of the file system."));
        return false;
    }

    private static void WriteNotFound(
        PSCmdlet cmdlet, string path, SessionStateException? error = null) => cmdlet.WriteError(ErrorRecords.Create(
        error ?? new ItemNotFoundException($"There is no file '{path}'."), "AppFileNotFound", ErrorCategory.ObjectNotFound, path,
        $"There is no file '{path}'.", "Check the path; -LiteralPath takes names with brackets as they are."));
}
