using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Security;
using AppServices.State;
using AppServices.Values;

namespace AppServices;

/// <summary>Lets a user's id or name stand for the user, as far as this process knows it.</summary>
internal sealed class AppUserTransformationAttribute : ArgumentTransformationAttribute
{
    /// <summary>
    /// Whether a text that is no user's may be meant for another parameter, to which the engine gives it then. Where there is none, the
    /// engine says what is wrong with it.
    /// </summary>
    public bool YieldsToOthers { get; set; }

    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) => inputData switch
    {
        PSObject wrapped when wrapped.BaseObject is not PSCustomObject => Transform(engineIntrinsics, wrapped.BaseObject),
        string id when YieldsToOthers && ModuleState.Users.Find(id).Count == 0 => new UnknownUser(id),
        string id => Find(id),
        object[] items => items.Select(item => Transform(engineIntrinsics, item)).ToArray(),
        _ => inputData,
    };

    private static AppUser Find(string id)
    {
        IReadOnlyList<AppUser> users = ModuleState.Users.Find(id);
        return users.Count switch
        {
            1 => users[0],
            0 => throw new ArgumentTransformationMetadataException(UnknownUser.Problem(id)),
            _ => throw new ArgumentTransformationMetadataException(
                $"Several users are '{id}'; pass the id, or the object that Get-AppUser -All shows."),
        };
    }
}

/// <summary>A text that stands for no user: the engine finds that it cannot be made one, and why.</summary>
/// <param name="name">The text.</param>
internal sealed class UnknownUser(string name)
{
    /// <summary>Never succeeds.</summary>
    public static explicit operator AppUser(UnknownUser user) => throw new PSInvalidCastException(Problem(user.ToString()));

    /// <summary>What is wrong.</summary>
    public static string Problem(string name) => $"No user '{name}' is known here; see Get-AppUser -All.";

    /// <summary>The text.</summary>
    public override string ToString() => name;
}

/// <summary>Takes a <see cref="PSCredential"/> for the e-mail address and password that it holds.</summary>
internal sealed class AppCredentialTransformationAttribute : ArgumentTransformationAttribute
{
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) => inputData switch
    {
        PSObject wrapped => Transform(engineIntrinsics, wrapped.BaseObject),
        PSCredential account => AppCredential.EmailPassword(account.UserName, account.Password),
        _ => inputData,
    };
}

/// <summary>
/// Makes a credential of the row of a table that holds an account, such as one of a CSV file; else as <see cref="CredentialAttribute"/>.
/// A row that holds none is for the cmdlet to refuse: the engine would show all columns of it, and so a password.
/// </summary>
internal sealed class AccountTransformationAttribute : ArgumentTransformationAttribute
{
    private static readonly CredentialAttribute s_credential = new();
    private static readonly SecureString s_none = Secrets.Hide("");

    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) => inputData switch
    {
        PSObject { BaseObject: PSCustomObject } row =>
            FromRow(row.Properties.Select(column => column.Name), name => row.Properties[name]?.Value),
        PSObject wrapped => Transform(engineIntrinsics, wrapped.BaseObject),
        IDictionary table => FromRow(table.Keys.Cast<object>().Select(key => $"{key}"), name => table[KeyOf(table, name)]),
        string or PSCredential or null => s_credential.Transform(engineIntrinsics, inputData),
        _ => throw new ArgumentTransformationMetadataException(
            $"An account is a PSCredential, or a row with the columns Email and Password, not {inputData.GetType().Name}."),
    };

    /// <summary>Why a row is no account; null for a credential.</summary>
    public static string? ProblemOf(PSCredential account) => ReferenceEquals(account.Password, s_none) ? account.UserName : null;

    private static PSCredential FromRow(IEnumerable<string> columns, Func<string, object?> read) =>
        (read("Email") ?? read("UserName"))?.ToString() is { Length: > 0 } email
            && PSValues.Unwrap(read("Password")) is { } password
            && (password as SecureString ?? (password is string { Length: > 0 } text ? Secrets.Hide(text) : null)) is { } secret
            ? new PSCredential(email, secret)
            : new PSCredential(
                "An account needs the columns Email (or UserName) and Password, each with a value; there are " +
                $"{string.Join(", ", columns)}.", s_none);

    private static string KeyOf(IDictionary table, string name) => table.Keys.OfType<string>()
        .FirstOrDefault(key => key.Equals(name, StringComparison.OrdinalIgnoreCase)) ?? name;
}

/// <summary>Takes a number for as many seconds, where the engine would take it for ticks of 100 nanoseconds; only what lies ahead.</summary>
internal sealed class DurationTransformationAttribute : ArgumentTransformationAttribute
{
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) => inputData switch
    {
        PSObject wrapped => Transform(engineIntrinsics, wrapped.BaseObject),
        TimeSpan time when time <= TimeSpan.Zero || time.TotalMilliseconds > int.MaxValue => throw Wrong(),
        TimeSpan => inputData,
        string text when !double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _) => Transform(
            engineIntrinsics, TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out TimeSpan time) ? time : throw Wrong()),
        _ => LanguagePrimitives.TryConvertTo(inputData, CultureInfo.InvariantCulture, out double seconds)
            && seconds > 0 && seconds <= int.MaxValue / 1000
            ? TimeSpan.FromSeconds(seconds)
            : throw Wrong(),
    };

    private static ArgumentTransformationMetadataException Wrong() =>
        new("A time is a number of seconds above 0, or a time span such as 00:05:00, of at most 24 days.");
}

/// <summary>
/// Refuses text where a secret belongs, without repeating it: the engine's own refusal would quote the secret, and the
/// error record would keep it (cmdlets P10).
/// </summary>
internal sealed class SecretTransformationAttribute : ArgumentTransformationAttribute
{
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) => inputData switch
    {
        PSObject wrapped => Transform(engineIntrinsics, wrapped.BaseObject),
        string => throw new ArgumentTransformationMetadataException(
            "A secret is given as a SecureString, so that it stays out of history and logs: see Read-Host -AsSecureString and Get-Secret."),
        _ => inputData,
    };
}
