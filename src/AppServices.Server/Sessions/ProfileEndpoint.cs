using System.Threading.Tasks;
using AppServices.Server.Bson;
using AppServices.Server.Http;
using AppServices.Server.Users;
using Microsoft.AspNetCore.Http;
using MongoDB.Bson;

namespace AppServices.Server.Sessions;

/// <summary>GET <c>/auth/profile</c>. Source: client-api 3.7.</summary>
internal sealed class ProfileEndpoint(Authenticator authenticator)
{
    public async Task GetAsync(HttpContext context)
    {
        Caller caller = await authenticator.RequireAccessAsync(context, Authenticator.MissingHeader);
        await ApiReply.ObjectAsync(context, 200, writer =>
        {
            writer.WriteString("user_id", caller.User.Id);
            writer.WriteString("domain_id", caller.App.Definition.DomainId);
            writer.WriteStartArray("identities");
            foreach (IdentityRecord identity in caller.User.Identities)
            {
                writer.WriteStartObject();
                writer.WriteString("id", identity.Id);
                writer.WriteString("provider_type", identity.ProviderType);
                writer.WriteString("provider_id", identity.ProviderId);
                writer.WritePropertyName("provider_data");
                EjsonWriter.Write(writer, identity.Data);
                writer.WriteEndObject();
            }
            writer.WriteEndArray();
            writer.WritePropertyName("data");
            EjsonWriter.Write(writer, Data(caller.User));
            writer.WriteString("type", caller.User.Type);
        });
    }

    // Core SDKs read the picture from another name than realm-web (client-api 3.7).
    private static BsonDocument Data(UserRecord user)
    {
        BsonDocument data = user.Data;
        if (data.TryGetValue("picture", out BsonValue picture) && !data.Contains("picture_url")) data["picture_url"] = picture;
        return data;
    }
}
