using System.Linq;
using System.Threading.Tasks;
using AppServices.Tests.Admin;
using AppServices.Tests.RoundTrips;
using AppServices.Tests.Server;
using MongoDB.Bson;
using Xunit;

namespace AppServices.Tests.Services;

/// <summary>A server between two kills, with a user and an operator who write.</summary>
/// <param name="Running">Its process.</param>
/// <param name="UserId">The user.</param>
/// <param name="AccessToken">The user's access token.</param>
/// <param name="RefreshToken">The user's refresh token.</param>
/// <param name="Admin">The operator.</param>
/// <param name="AppId">The app, as operators call it.</param>
internal sealed record KilledServer(RunningServer Running, string UserId, string AccessToken, string RefreshToken, AdminClient Admin, string AppId)
{
    // Who gets another password loses the sessions.
    public const string Email = "writer@example.com", Forgetful = "forgetful@example.com";

    /// <summary>An app with everything that can be written.</summary>
    public static AppFolder App() => DocumentApp.Create()
        .Write("auth/providers.json", """
            {"anon-user":{"name":"anon-user","type":"anon-user"},"api-key":{"name":"api-key","type":"api-key"},
             "local-userpass":{"name":"local-userpass","type":"local-userpass","config":{"autoConfirm":true,"runResetFunction":true,"resetFunctionName":"reset"}}}
            """)
        .Write("auth/custom_user_data.json", """{"enabled":true,"mongo_service_name":"mongodb-atlas","database_name":"shop","collection_name":"members","user_id_field":"owner"}""")
        .Write("functions/reset.js", "exports = () => ({ status: 'success' });")
        .Write("functions/value.js", "exports = name => String(context.values.get(name));")
        .Write("functions/mine.js", "exports = () => context.user.custom_data.n || 0;")
        .Write("functions/bulk.js", $"exports = async n => await {RoundTripApp.Database}.collection('bulk').bulkWrite([0, 1, 2, 3, 4].map(i => ({{ insertOne: {{ document: {{ n, i }} }} }})));")
        .Write("functions/transfer.js", """
            exports = async n => {
              const client = context.services.get('mongodb-atlas'), db = client.db('shop'), session = client.startSession();
              await session.withTransaction(async () => {
                await db.collection('left').insertOne({ _id: n }, { session });
                await db.collection('counters').updateOne({ _id: 3 }, { $inc: { n: 1 } }, { upsert: true, session });
                await db.collection('right').insertOne({ _id: n }, { session });
              });
              await session.endSession();
            };
            """);

    /// <summary>Signs user and operator in; the user once for all servers.</summary>
    public static async Task<KilledServer> SignInAsync(RunningServer running, KilledServer? before, string publicKey, string privateKey)
    {
        AdminClient admin = await AdminClient.SignInAsync(running, publicKey, privateKey);
        string app = (await admin.ExpectAsync(200, "GET", "/apps")).Json.EnumerateArray().Single().GetProperty("_id").GetString()!;
        if (before is not null) return before with { Running = running, Admin = admin };
        foreach (string email in new[] { Email, Forgetful })
            Assert.Equal(201, (int)(await running.RegisterAsync(email, "correct horse 0", DocumentApp.Id)).Status);
        WireLogin login = await running.LogInAsync("local-userpass", WireRequests.EmailBody(Email, "correct horse 0"), DocumentApp.Id);
        return new KilledServer(running, login.UserId, login.AccessToken, login.RefreshToken, admin, app);
    }

    public Task<BsonValue> ServiceAsync(string function, string collection, string arguments = "") => Running.ResultAsync(AccessToken, function, collection, arguments);

    public Task<string> FunctionAsync(string name, int n) => Running.RunAsync(AccessToken, name, n.ToString(System.Globalization.CultureInfo.InvariantCulture));

    public async Task<WireReply> ExpectAsync(int status, string method, string path, string? token, string? json = null)
    {
        WireReply reply = await Running.SendAsync(method, path, token, json);
        Assert.True(status == (int)reply.Status, $"{method} {path}: {(int)reply.Status} {reply.Text}");
        return reply;
    }

    /// <summary>The number in the user's custom data, as a new token has it; 0 for none.</summary>
    public async Task<int> CustomDataAsync()
    {
        string token = (await ExpectAsync(201, "POST", "/auth/session", RefreshToken)).String("access_token");
        return BsonDocument.Parse($"{{\"n\":{await Running.RunAsync(token, "mine")}}}")["n"].ToInt32();
    }
}
