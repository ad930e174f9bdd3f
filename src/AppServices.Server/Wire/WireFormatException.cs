using System;

namespace AppServices.Server.Wire;

/// <summary>Bytes that are no message of MongoDB's protocol. Nothing can be answered; the connection ends.</summary>
internal sealed class WireFormatException(string message) : Exception(message);
