using System;
using System.Globalization;
using AppServices.Server.Admin.SignIn;
using AppServices.Server.Errors;

namespace AppServices.Server.Admin.Debugging;

/// <summary>Values of a request's query, and times as replies have them.</summary>
internal static class AdminQuery
{
    /// <summary>A time; null where it is missing.</summary>
    /// <exception cref="ApiException">It is none.</exception>
    public static DateTime? Time(AdminCall call, string name) => call.Query(name) switch
    {
        "" => null,
        // A plus sign that was not encoded arrives as a space.
        var text when DateTimeOffset.TryParse(
            text.Replace(' ', '+'), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time)
            => time.UtcDateTime,
        _ => throw new ApiException(400, "InvalidParameter", $"'{name}' must be a time such as 2026-01-31T12:00:00.000Z"),
    };

    /// <summary>A whole number.</summary>
    /// <exception cref="ApiException">It is none, or out of its range.</exception>
    public static int Number(AdminCall call, string name, int otherwise, int low, int high) => call.Query(name) switch
    {
        "" => otherwise,
        var text when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= low
            && number <= high => number,
        _ => throw new ApiException(400, "InvalidParameter", $"'{name}' must be a whole number from {low} to {high}"),
    };

    /// <summary>A time as replies have it.</summary>
    public static string Text(DateTime time) => time.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
