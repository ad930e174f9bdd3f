using System;

namespace AppServices.Server.Storage;

/// <summary>A guard cannot decide yet about all changes of a write. Nothing was written; repeat it when the guard knows more.</summary>
internal sealed class UndecidedWriteException() : Exception("Whether the write is allowed is not decided yet.");
