using System;
using AppServices.Mql;
using AppServices.Server.Errors;
using AppServices.Server.Operations;
using AppServices.Server.Rules;
using AppServices.Server.Storage;

namespace AppServices.Server.Services;

/// <summary>What callers are told when the database refuses something (client-api 7.4).</summary>
internal static class DataErrors
{
    private const int HostUnreachable = 6;

    /// <summary>What to tell of an exception; null when it is none of the database's.</summary>
    public static DataError? Describe(Exception error) => error switch
    {
        DocumentException refused => new DataError(400, ErrorCodes.Database, $"({refused.CodeName}) {refused.Message}", refused.Code),
        DuplicateKeyException duplicate =>
            new DataError(400, ErrorCodes.Database, $"Duplicate key error: {duplicate.Message}", DuplicateKeyException.Code),
        AccessRefusedException refused => new DataError(refused.Status, refused.Code, refused.Message, 0),
        // Where the database is concerns operators only.
        StoreUnavailableException => new DataError(
            503, "ServiceUnavailable", "the database cannot be used at the moment; try again in a few seconds", HostUnreachable),
        WriteFailedException failed => Describe(failed.Errors[0].Error),
        _ => null,
    };
}
