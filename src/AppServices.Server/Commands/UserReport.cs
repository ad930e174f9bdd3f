using System;
using System.Globalization;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Bson;
using AppServices.Server.Users;

namespace AppServices.Server.Commands;

/// <summary>Prints users: nothing that a secret is or a token.</summary>
internal static class UserReport
{
    private const int IdLength = 24;

    public static string Line(UserRecord user) =>
        $"{user.Id}  {(user.IsDisabled ? "disabled" : "enabled"),-8}  {Time(user.CreatedAt)}  {string.Join(' ', user.Identities.Select(Short))}";

    /// <summary>An account that is no user yet.</summary>
    public static string Line(AccountRecord account) =>
        $"{"-",-IdLength}  {(account.IsConfirmed ? "unused" : "pending"),-8}  {"-",-20}  local-userpass:{account.Email}";

    public static async Task PrintAsync(AppTarget app, UserRecord user, CancellationToken cancellationToken)
    {
        void Print(string name, string value) => app.Output.WriteLine($"{name,-12}{value}");

        Print("id", user.Id);
        Print("type", user.Type);
        Print("state", user.IsDisabled ? "disabled" : "enabled");
        Print("created", Time(user.CreatedAt));
        Print("last login", user.LastLoginAt is { } last ? Time(last) : "-");
        Print("data", EjsonWriter.ToText(user.Data));
        foreach (IdentityRecord identity in user.Identities) Print("identity", $"{identity.ProviderType}  {identity.Id}");
        foreach (ApiKeyRecord key in await app.Users.ApiKeys.ListAsync(app.AppId, user.Id, cancellationToken))
            Print("api key", $"{key.Id}  {(key.IsDisabled ? "disabled" : "enabled"),-8}  {key.Name}");
        foreach (DeviceRecord device in await app.Users.Devices.ListAsync(user.Id, cancellationToken))
            Print("device", $"{device.Id}  {Time(device.LastLoginAt)}  {EjsonWriter.ToText(device.Information)}");
        foreach (PushRegistration registration in await app.Users.Push.ListAsync(user.Id, cancellationToken))
            Print("push", $"{registration.DeviceId ?? "-",-IdLength}  {registration.Service}");
    }

    private static string Short(IdentityRecord identity) =>
        identity.Data.TryGetValue("email", out MongoDB.Bson.BsonValue email) ? $"{identity.ProviderType}:{email}" : identity.ProviderType;

    private static string Time(DateTime time) => time.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
