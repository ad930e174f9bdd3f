using System;
using System.Globalization;
using System.IO;
using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace AppServices.Server.Hosting;

/// <summary>
/// One line an entry: time, level, source, text, and the exception of a fault in the same line. Whatever a client got into a
/// text, it neither begins a line of its own nor does anything to the operator's terminal.
/// </summary>
internal sealed class LogLineFormatter() : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "line";

    // A stack of hundreds of frames tells no more than its beginning.
    private const int MaxException = 4096;

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var line = new StringBuilder(DateTime.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
        line.Append(' ').Append(Level(logEntry.LogLevel)).Append(' ').Append(logEntry.Category).Append(' ');
        Append(line, logEntry.Formatter(logEntry.State, logEntry.Exception));
        if (logEntry.Exception is not null)
        {
            string exception = logEntry.Exception.ToString();
            line.Append(" | ");
            Append(line, exception.Length <= MaxException ? exception : exception.AsSpan(0, MaxException));
            if (exception.Length > MaxException) line.Append("...");
        }
        textWriter.WriteLine(line);
    }

    private static void Append(StringBuilder line, ReadOnlySpan<char> text)
    {
        foreach (char letter in text)
        {
            if (letter == '\n') line.Append("\\n");
            else if (letter == '\r') continue;
            else if (char.IsControl(letter) || letter is '\u2028' or '\u2029')
                line.Append(CultureInfo.InvariantCulture, $"\\u{(int)letter:x4}");
            else line.Append(letter);
        }
    }

    private static string Level(LogLevel level) => level switch
    {
        LogLevel.Trace or LogLevel.Debug => "debug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warn",
        _ => "error",
    };
}
