using System;
using System.Globalization;
using System.IO;
using System.Text;
using System.Threading;
using AppServices.Server.Settings;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace AppServices.Server.Hosting;

/// <summary>
/// One line an entry: time, level, source, text, and the exception of a fault in the same line. Whatever a client got into a
/// text, it neither begins a line of its own nor does anything to the operator's terminal. More lines than the settings allow are left
/// out and counted, so that no caller fills the disk; what is unimportant never pushes out warnings.
/// </summary>
internal sealed class LogLineFormatter(LogSettings settings, TimeProvider clock) : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "line";

    // A stack of hundreds of frames tells no more than its beginning.
    private const int MaxException = 4096;

    private readonly LineRate _unimportant = new(settings.LinesPerSecond, clock), _important = new(settings.LinesPerSecond, clock);

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        LineRate rate = logEntry.LogLevel < LogLevel.Warning ? _unimportant : _important;
        if (!rate.Allows(out long leftOut)) return;
        if (leftOut > 0)
        {
            textWriter.WriteLine(Begin(LogLevel.Warning, "log").Append(
                CultureInfo.InvariantCulture,
                $"{leftOut} lines were left out, because more came than linesPerSecond of the settings allows"));
        }
        StringBuilder line = Begin(logEntry.LogLevel, logEntry.Category);
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

    private StringBuilder Begin(LogLevel level, string category) =>
        new StringBuilder(clock.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture))
            .Append(' ').Append(Level(level)).Append(' ').Append(category).Append(' ');

    private static void Append(StringBuilder line, ReadOnlySpan<char> text)
    {
        foreach (char letter in text)
        {
            if (letter == '\n') line.Append("\\n");
            else if (letter == '\r') continue;
            else if (char.IsControl(letter)
                || letter is '\u200e' or '\u200f' or (>= '\u2028' and <= '\u202e') or (>= '\u2066' and <= '\u2069'))
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

    /// <summary>Lets so many lines through a second, and ten times as many that come at once.</summary>
    private sealed class LineRate(int perSecond, TimeProvider clock)
    {
        private const int MaxSeconds = 10;

        private readonly Lock _gate = new();
        private DateTimeOffset _filled = clock.GetUtcNow();
        private double _lines = (double)perSecond * MaxSeconds;
        private long _leftOut;

        /// <param name="leftOut">How many were left out before this one.</param>
        public bool Allows(out long leftOut)
        {
            lock (_gate)
            {
                DateTimeOffset now = clock.GetUtcNow();
                double more = Math.Max((now - _filled).TotalSeconds, 0) * perSecond;
                _lines = Math.Min(_lines + more, (double)perSecond * MaxSeconds);
                _filled = now;
                leftOut = _leftOut;
                if (_lines < 1)
                {
                    _leftOut++;
                    return false;
                }
                _lines--;
                _leftOut = 0;
                return true;
            }
        }
    }
}
