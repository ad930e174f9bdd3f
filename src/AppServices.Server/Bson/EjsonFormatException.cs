using System;

namespace AppServices.Server.Bson;

/// <summary>Text that is not Extended JSON v2.</summary>
/// <param name="message">What is wrong, without the place.</param>
/// <param name="position">Offset in bytes of the value that is wrong.</param>
/// <param name="inner">The cause, if another exception was.</param>
internal sealed class EjsonFormatException(string message, long position, Exception? inner = null)
    : Exception($"{message} (at byte {position})", inner)
{
    /// <summary>Offset in bytes of the value that is wrong.</summary>
    public long Position { get; } = position;
}
