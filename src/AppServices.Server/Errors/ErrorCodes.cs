namespace AppServices.Server.Errors;

/// <summary>Values of <c>error_code</c> that several places answer. Source: client-api 11.2.</summary>
internal static class ErrorCodes
{
    /// <summary>The database refused an operation.</summary>
    public const string Database = "MongoDBError";
}
