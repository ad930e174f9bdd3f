using System;

namespace AppServices.Server.Storage;

/// <summary>A document that writes build on was changed or deleted since it was read, so nothing was written. Read again and repeat.</summary>
internal sealed class StaleWriteException(string collection) : Exception($"A document of '{collection}' is not as it was read.");
