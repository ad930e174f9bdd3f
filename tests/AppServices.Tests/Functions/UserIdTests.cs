using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using AppServices.Server.Settings;
using AppServices.Tests.Rules;
using AppServices.Tests.Server;
using Xunit;

namespace AppServices.Tests.Functions;

/// <summary>Functions that run as a user of the hosted service, who has another id here (app-folder 4.8).</summary>
public sealed class UserIdTests
{
    private const string AppId = "test-abcde";
    private const string There = "5f0000000000000000000001";

    [Fact]
    public async Task The_settings_say_who_that_is()
    {
        using AppFolder folder = FolderReading.App(
            ("auth/providers.json", AppFolder.Providers),
            ("data_sources/mongodb-atlas/config.json", """{"name":"mongodb-atlas","type":"mongodb-atlas"}"""),
            (RuledServer.Rules, """{"database":"shop","collection":"items","roles":[{"name":"owner","apply_when":{"owner":"%%user.id"},"read":true}]}"""),
            ("functions/fill.js", "exports = id => context.services.get('mongodb-atlas').db('shop').collection('items').insertMany([{ _id: 1, owner: id }, { _id: 2 }]);"),
            ("functions/fixed.js",
                "exports = () => context.services.get('mongodb-atlas').db('shop').collection('items').find().toArray();"),
            ("functions/found.js", "exports = () => context.functions.execute('fixed');"),
            ("functions/config.json", $$"""
                [{"name":"fill","run_as_system":true},{"name":"fixed","run_as_user_id":"{{There}}"},
                 {"name":"found","run_as_user_id_script_source":"exports = () => '{{There}}';"}]
                """));
        Assert.Contains(
            $"functions/fixed.js: The function runs as user '{There}'", Assert.Single(folder.Read().Warnings), StringComparison.Ordinal);
        var ids = new Dictionary<string, string>();
        await using AppServerFixture server = await AppServerFixture.StartAsync(options => options with { Settings = new ServerSettings { UserIds = ids } }, folder);
        WireLogin tom = await server.LogInAsync(appId: AppId), mia = await server.LogInAsync(appId: AppId);
        await server.CallAsync(mia.AccessToken, "fill", $"[\"{tom.UserId}\"]", AppId);
        foreach (string function in new[] { "fixed", "found" })
        {
            WireReply reply = await server.CallAsync(mia.AccessToken, function, appId: AppId);
            Assert.Contains($"user '{There}', who does not exist", reply.String("error"), StringComparison.Ordinal);
        }
        ids[There] = tom.UserId;
        foreach (string function in new[] { "fixed", "found" })
            Assert.Equal($$"""[{"_id":{"$numberInt":"1"},"owner":"{{tom.UserId}}"}]""", (await server.CallAsync(mia.AccessToken, function, appId: AppId)).Text);
    }
}
