using System;

namespace AppServices.Server.Storage;

/// <summary>A database that this server cannot read, because a newer one wrote it. Nothing was changed.</summary>
internal sealed class DatabaseFormatException(string message) : Exception(message);
