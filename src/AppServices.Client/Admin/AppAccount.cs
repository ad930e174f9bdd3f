using System;
using System.Collections.Generic;
using System.Linq;
using System.Security;
using System.Text.Json.Nodes;

namespace AppServices.Admin;

/// <summary>A user of an app as its admin sees it. Source: client-api 14.4.</summary>
public sealed class AppAccount : AppObject
{
    internal AppAccount(JsonObject document, AppDefinition app) : base(document, app)
    {
    }

    /// <summary>The e-mail address; null for a user without.</summary>
    public string? Email => AdminApi.Text(Part("data"), "email")
        ?? Emails(Identities.Select(identity => identity["provider_data"]).OfType<JsonObject>(), "email")
        ?? Emails((Document["login_ids"] as JsonArray)?.OfType<JsonObject>() ?? [], "id");

    /// <summary><c>normal</c>, or <c>server</c> for an API key of the server.</summary>
    public string Type => Text("type") ?? "";

    /// <summary>Whether the user can log in.</summary>
    public bool IsEnabled => !Flag("disabled");

    /// <summary>Whether the address has not been confirmed yet.</summary>
    public bool IsPending => Document["login_ids"] is not null;

    /// <summary>The providers of the identities.</summary>
    public IReadOnlyList<string> Provider =>
        [.. Identities.Select(identity => AdminApi.Text(identity, "provider_type")).OfType<string>()];

    /// <summary>When the account was made, in UTC; null when the service does not tell.</summary>
    public DateTime? Created => Time("creation_date");

    /// <summary>When the user logged in last, in UTC; null for never.</summary>
    public DateTime? LastAuthenticated => Time("last_authentication_date");

    /// <summary>What the providers told of the user.</summary>
    public object? Data => Read(Document, "data");

    private IEnumerable<JsonObject> Identities => (Document["identities"] as JsonArray)?.OfType<JsonObject>() ?? [];

    /// <summary>The e-mail address; the id of a user without.</summary>
    public override string ToString() => Email ?? Id;

    private static string? Emails(IEnumerable<JsonObject> documents, string name) =>
        documents.Select(document => AdminApi.Text(document, name)).FirstOrDefault(email => email is not null);
}

/// <summary>A device that a user logged in from. Source: client-api 14.4.</summary>
public sealed class AppAccountDevice : AppObject
{
    internal AppAccountDevice(JsonObject document, AppDefinition app) : base(document, app)
    {
    }

    /// <inheritdoc/>
    public override string Id => Text("_id") ?? Text("device_id") ?? Text("deviceId") ?? "";

    /// <summary>The operating system.</summary>
    public string? Platform => Text("platform");

    /// <summary>Its version.</summary>
    public string? PlatformVersion => Text("platform_version") ?? Text("platformVersion");

    /// <summary>The SDK.</summary>
    public string? Sdk => Text("sdk") ?? Text("sdk_name");

    /// <summary>Its version.</summary>
    public string? SdkVersion => Text("sdk_version") ?? Text("sdkVersion");

    /// <summary>The id.</summary>
    public override string ToString() => Id;
}

/// <summary>An API key of the server. Source: client-api 14.4.</summary>
public sealed class AppServerApiKey : AppObject
{
    internal AppServerApiKey(JsonObject document, AppDefinition app) : base(document, app)
    {
        if (Text("key") is not { } key) return;
        Key = Secrets.Hide(key);
        document.Remove("key");
    }

    /// <summary>The name.</summary>
    public string Name => Text("name") ?? "";

    /// <summary>Whether it can be used to log in.</summary>
    public bool IsEnabled => !Flag("disabled");

    /// <summary>The key itself, which the service tells once, when it is made; null ever after.</summary>
    public SecureString? Key { get; }

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
