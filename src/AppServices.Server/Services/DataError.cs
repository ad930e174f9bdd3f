namespace AppServices.Server.Services;

/// <summary>A refusal of the database, as it is told to clients and functions.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Code">The protocol's <c>error_code</c>.</param>
/// <param name="Text">The text.</param>
/// <param name="Number">MongoDB's number; 0 when it is no error of MongoDB's.</param>
internal sealed record DataError(int Status, string Code, string Text, int Number);
