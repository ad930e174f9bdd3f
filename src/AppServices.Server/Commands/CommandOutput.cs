using System;
using System.IO;
using System.Text;
using System.Threading.Tasks;
using AppServices.Server.AppConfig;

namespace AppServices.Server.Commands;

/// <summary>An output of the process, which may be closed or full.</summary>
/// <param name="inner">The output.</param>
/// <param name="isNeeded">Whether a command has failed that cannot write to it.</param>
internal sealed class CommandOutput(TextWriter inner, bool isNeeded) : TextWriter
{
    public override Encoding Encoding => inner.Encoding;

    public override void Write(char value) => Try(() => inner.Write(value));

    public override void Write(string? value) => Try(() => inner.Write(value));

    // In one piece, for those who read lines.
    public override void WriteLine(string? value) => Try(() => inner.WriteLine(value));

    public override void Flush() => Try(inner.Flush);

    /// <summary>Prints what nobody can read again; what it belongs to is taken back where nobody could read it.</summary>
    /// <param name="output">Where.</param>
    /// <param name="secret">The line.</param>
    /// <param name="takeBack">Undoes what the command has made.</param>
    /// <exception cref="ConfigurationException">It could not be printed.</exception>
    public static async Task WriteOnceAsync(TextWriter output, string secret, Func<Task> takeBack)
    {
        try
        {
            output.WriteLine(secret);
        }
        catch (ConfigurationException error)
        {
            await takeBack();
            throw new ConfigurationException($"{error.Message} What was made was deleted again.");
        }
    }

    private void Try(Action write)
    {
        try
        {
            write();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            if (isNeeded)
                throw new ConfigurationException(
                    $"Standard output cannot be written: {error.Message.TrimEnd('.')}. Give the command another one.");
        }
    }
}
