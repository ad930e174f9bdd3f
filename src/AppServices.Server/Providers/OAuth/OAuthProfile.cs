using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using AppServices.Server.Errors;
using AppServices.Server.Providers.ForeignTokens;
using AppServices.Server.Users;
using MongoDB.Bson;

namespace AppServices.Server.Providers.OAuth;

/// <summary>Makes identities of what Google, Facebook and Apple say of a user. Source: app-folder 2.6, client-api 3.7.</summary>
/// <param name="settings">The app's registration.</param>
/// <param name="sources">Where a profile field is, when not under its own name: paths with dots.</param>
internal sealed class OAuthProfile(OAuthSettings settings, IReadOnlyDictionary<string, string> sources)
{
    /// <summary>The names of OpenID Connect for the fields.</summary>
    public static IReadOnlyDictionary<string, string> OpenIdNames { get; } = new Dictionary<string, string>
    {
        ["first_name"] = "given_name",
        ["last_name"] = "family_name",
        ["gender"] = "user_gender",
        ["birthday"] = "user_birthday",
        ["min_age"] = "user_age_range.min",
        ["max_age"] = "user_age_range.max",
    };

    /// <param name="id">The provider's id for the user.</param>
    /// <param name="claims">What the provider says.</param>
    /// <exception cref="BadTokenException">A required field is missing, or the address is not verified.</exception>
    /// <exception cref="ApiException">The app does not admit users of that mail domain.</exception>
    public ProvenIdentity Prove(string id, JsonElement claims)
    {
        CheckDomain(claims);
        var data = new BsonDocument();
        foreach (MetadataField field in settings.Fields)
        {
            if (Text(claims, field) is { } text) data[field.Name] = text;
            else if (field.IsRequired) throw new BadTokenException($"the required field '{field.Name}' is missing");
        }
        return new ProvenIdentity(new IdentityRecord(id, settings.Type, settings.Id, data));
    }

    private string? Text(JsonElement claims, MetadataField field)
    {
        string source = sources.GetValueOrDefault(field.Path[0], field.Path[0]);
        return ProfileFields.Find(claims, source.Split('.')) switch
        {
            null => null,
            { ValueKind: JsonValueKind.String } text => text.GetString(),
            { } other => other.GetRawText(),
        };
    }

    private void CheckDomain(JsonElement claims)
    {
        if (settings.Domains.Count == 0) return;
        string email = ProfileFields.Find(claims, ["email"]) is { ValueKind: JsonValueKind.String } text ? text.GetString()! : "";
        string domain = email[(email.LastIndexOf('@') + 1)..];
        if (!settings.Domains.Contains(domain, StringComparer.OrdinalIgnoreCase))
            throw new ApiException(403, "DomainNotAllowed", $"users of the mail domain '{domain}' may not log in to this app");
        // Google and Apple write true; Apple once wrote "true".
        if (ProfileFields.Find(claims, ["email_verified"]) is { } verified && verified.ToString() is not ("True" or "true"))
            throw new BadTokenException("the mail address is not verified");
    }
}
