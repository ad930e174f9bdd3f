using System;
using System.Management.Automation;
using AppServices.Errors;

namespace AppServices.Files;

/// <summary>The errors of files.</summary>
internal static class FileErrors
{
    /// <summary>The record of a file that cannot be read or written.</summary>
    public static ErrorRecord Create(Exception error, string path, bool isRead, object? target) => ErrorRecords.Create(
        error, "AppFileFailed", ErrorCategory.OpenError, target,
        $"'{path}' cannot be {(isRead ? "read" : "written")}: {OutputFile.Shown(error.Message)}",
        "Check that the file's folder exists, who may use it, and that there is room.");

    /// <summary>The record of a file whose form nobody said.</summary>
    public static ErrorRecord FormatUnknown(string path, object? target) => ErrorRecords.Create(
        "AppFileFormatUnknown", ErrorCategory.InvalidArgument, target, $"What '{path}' is cannot be told by its name.",
        "Pass -Format, or a name that ends in .jsonl, .ndjson, .json, .csv or .bson.");
}
