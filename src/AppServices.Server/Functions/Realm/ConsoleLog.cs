using System;
using System.Linq;
using System.Text;
using AppServices.Server.Functions.Running;
using Jint;
using Jint.Native;
using Jint.Runtime.Descriptors;
using Jint.Runtime.Interop;
using Microsoft.Extensions.Logging;

namespace AppServices.Server.Functions.Realm;

/// <summary>What scripts print, in the server's log: 25 lines a call, 512 bytes a line, one log entry each (app-folder 4.6).</summary>
/// <param name="logger">The server's log.</param>
/// <param name="printed">Who else is told; null for nobody.</param>
internal sealed class ConsoleLog(ILogger logger, Action<LogLevel, string>? printed)
{
    private const int MaxLines = 25;
    private const int MaxBytes = 512;
    private int _lines;

    /// <summary>A <c>console</c> whose lines name a function.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="shared">What functions put on it.</param>
    /// <param name="function">The function.</param>
    public SharedObject CreateObject(Engine engine, JsObject shared, string function)
    {
        var console = new SharedObject(engine, shared);
        Add("log", LogLevel.Information);
        Add("info", LogLevel.Information);
        Add("debug", LogLevel.Debug);
        Add("warn", LogLevel.Warning);
        Add("error", LogLevel.Error);
        return console;

        void Add(string name, LogLevel level) =>
            console.FastSetProperty(name, new PropertyDescriptor(new ClrFunction(engine, name, (_, arguments) =>
        {
            Print(level, function, () => string.Join(' ', arguments.Select(value => ScriptErrors.Describe(engine, value))));
            return JsValue.Undefined;
        }), PropertyFlag.ConfigurableEnumerableWritable));
    }

    /// <summary>Prints a line.</summary>
    /// <param name="level">Its level.</param>
    /// <param name="function">The function that prints.</param>
    /// <param name="text">Makes the text, which not everything that is printed is asked for.</param>
    public void Print(LogLevel level, string function, Func<string> text)
    {
        if (!logger.IsEnabled(level) && printed is null) return;
        if (++_lines <= MaxLines)
        {
            string line = Line(text());
            FunctionLog.Printed(logger, level, function, line);
            printed?.Invoke(level, line);
        }
        else if (_lines == MaxLines + 1)
        {
            FunctionLog.PrintedTooMuch(logger, function, MaxLines);
        }
    }

    private static string Line(string text)
    {
        var line = new StringBuilder(Math.Min(text.Length, MaxBytes));
        int bytes = 0;
        foreach (Rune rune in text.EnumerateRunes())
        {
            bytes += rune.Utf8SequenceLength;
            if (bytes > MaxBytes) break;
            // One entry stays one line, whatever a client got the script to print.
            if (Rune.IsControl(rune)) line.Append(rune.Value == '\n' ? "\\n" : " ");
            else line.Append(rune);
        }

        return line.ToString();
    }
}
