using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using AppServices.Admin;
using AppServices.Ejson;
using Xunit;

namespace AppServices.Tests.Client;

/// <summary>The admin API as the hosted service has it: sign-in, expiry, limits, paging (client-api 14).</summary>
public sealed class AppAdminTests
{
    private static readonly RequestOptions s_options = RequestOptions.Default;

    [Theory]
    [InlineData(FakeAdminService.PublicKey, "mongodb-cloud")]
    [InlineData(FakeAdminService.Account, "local-userpass")]
    public async Task Keys_and_accounts_log_in(string userName, string provider)
    {
        using var service = new FakeAdminService();

        AppAdmin admin = await ConnectAsync(service, userName);

        Assert.Equal(
            [$"POST /auth/providers/{provider}/login", "GET /auth/profile"], service.Requests);
        Assert.Equal((true, service.ProjectIds[0]), (admin.IsConnected, admin.ProjectId));
    }

    [Fact]
    public async Task A_wrong_key_is_401()
    {
        using var service = new FakeAdminService();

        var error = await Assert.ThrowsAsync<AppServicesException>(() => ConnectAsync(service, secret: "wrong"));

        Assert.Equal(401, error.StatusCode);
        Assert.DoesNotContain("wrong", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_expired_token_is_replaced_once_for_all_who_ask()
    {
        using var service = new FakeAdminService();
        AppAdmin admin = await ConnectAsync(service);
        service.AddApp("shop");
        service.ExpireTokens();

        IReadOnlyList<AppDefinition>[] lists = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => ListAsync(admin)));

        Assert.All(lists, list => Assert.Equal("shop", Assert.Single(list).Name));
        Assert.Equal(1, service.Requests.Count(request => request == "POST /auth/session"));
    }

    [Fact]
    public async Task A_session_that_has_ended_is_told_and_forgotten()
    {
        using var service = new FakeAdminService();
        AppAdmin admin = await ConnectAsync(service);
        service.EndSessions();

        var error = await Assert.ThrowsAsync<AppServicesException>(() => ListAsync(admin));

        Assert.Equal((401, false), (error.StatusCode, admin.IsConnected));
        Assert.Null(admin.ToSaved());
    }

    [Theory]
    [InlineData("GET", "0", new[] { 429, 429 }, 3, true)]
    [InlineData("GET", "0", new[] { 500 }, 1, false)]
    [InlineData("GET", "0", new[] { 502, 504 }, 3, true)]
    [InlineData("GET", "0", new[] { 429, 429, 429 }, 3, false)]
    [InlineData("GET", "3600", new[] { 429 }, 1, false)]
    [InlineData("GET", "0", new[] { 400 }, 1, false)]
    [InlineData("POST", "0", new[] { 429 }, 2, true)]
    [InlineData("POST", "0", new[] { 503 }, 2, true)]
    [InlineData("POST", "0", new[] { 502 }, 1, false)]
    public async Task What_the_service_had_no_time_for_is_asked_again(
        string method, string? after, int[] statuses, int requests, bool succeeds)
    {
        using var service = new FakeAdminService();
        AppAdmin admin = await ConnectAsync(service);
        service.Fail("/apps", after, statuses);

        Exception? error = await Record.ExceptionAsync(() => method == "GET"
            ? ListAsync(admin)
            : admin.CreateAppAsync(null, "standard", new JsonObject { ["name"] = "shop" }, s_options, TestSession.Token));

        Assert.Equal(succeeds, error is null);
        if (!succeeds) Assert.Equal(statuses[^1], Assert.IsType<AppServicesException>(error).StatusCode);
        Assert.Equal(requests, service.Requests.Count(request => request.Contains("/apps", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_session_goes_on_in_another_process()
    {
        using var service = new FakeAdminService();
        AppAdmin admin = await ConnectAsync(service);
        SavedSession saved = SavedSession.Read(admin.ToSaved()!.ToUtf8())!;

        AppAdmin other = await AppAdmin.RestoreAsync(saved, null, AppConnection.Default, EjsonFormat.Default, s_options, TestSession.Token);
        await other.DisconnectAsync(s_options, TestSession.Token);

        Assert.Equal((FakeAdminService.PublicKey, false), (other.UserName, other.IsConnected));
        await Assert.ThrowsAsync<AppServicesException>(() =>
            AppAdmin.RestoreAsync(saved, null, AppConnection.Default, EjsonFormat.Default, s_options, TestSession.Token));
    }

    [Theory]
    [InlineData("shop", "standard")]
    [InlineData("Triggers", "atlas")]
    [InlineData("sensors", "device-sync")]
    public async Task An_app_is_found_in_every_product_by_name_and_by_ids(string name, string product)
    {
        using var service = new FakeAdminService();
        string id = service.AddApp(name, product);
        AppAdmin admin = await ConnectAsync(service);

        AppDefinition app = await admin.FindAppAsync(name, null, s_options, TestSession.Token);

        Assert.Equal((id, product), (app.Id, app.Product));
        foreach (string text in new[] { app.ClientAppId, id })
            Assert.Equal(id, (await admin.FindAppAsync(text, null, s_options, TestSession.Token)).Id);
    }

    [Fact]
    public async Task A_name_that_several_projects_have_is_told_with_the_ids()
    {
        using var service = new FakeAdminService("5f60207f14dfb25d23101102", "5f60207f14dfb25d23101103");
        AppAdmin admin = await ConnectAsync(service);
        foreach (string project in service.ProjectIds)
            await admin.CreateAppAsync(project, "standard", new JsonObject { ["name"] = "shop" }, s_options, TestSession.Token);

        var error = await Assert.ThrowsAsync<AppServicesException>(() => admin.FindAppAsync("shop", null, s_options, TestSession.Token));

        Assert.Equal(AdminErrorCode.AppAmbiguous, error.Code);
        Assert.Null(admin.ProjectId);
        Assert.Equal("shop", (await admin.FindAppAsync("shop", service.ProjectIds[1], s_options, TestSession.Token)).Name);
    }

    [Fact]
    public async Task What_changes_keeps_what_the_client_does_not_know()
    {
        using var service = new FakeAdminService();
        service.AddApp("shop");
        service.Add("shop", "values", """{"name":"rate","value":3,"private":true,"from_the_future":{"a":[1]}}""");
        AppDefinition app = Assert.Single(await ListAsync(await ConnectAsync(service)));
        AdminObjects<AppValue> values = AdminObjects.Values(app);
        AppValue listed = Assert.Single(await values.ListAsync(s_options, TestSession.Token));
        AppValue before = await values.FetchAsync(listed.Id, s_options, TestSession.Token);

        await values.UpdateAsync(before, "rate", new JsonObject { ["value"] = 4 }, s_options, TestSession.Token);

        AppValue after = await values.FetchAsync(listed.Id, s_options, TestSession.Token);
        Assert.Equal((3, 4, true), (before.Value, after.Value, after.IsPrivate));
        Assert.Equal("""{"a":[1]}""", after.Document["from_the_future"]!.ToJsonString());
    }

    [Theory]
    [InlineData("12.5ms", 12.5)]
    [InlineData("1m0.5s", 60500.0)]
    [InlineData("803µs", 0.803)]
    [InlineData("soon", null)]
    public void Execution_times_are_Go_s(string text, double? milliseconds)
    {
        var test = new AppFunctionTest("f", new JsonObject { ["stats"] = new JsonObject { ["execution_time"] = text } }, null!);

        Assert.Equal(milliseconds, test.ExecutionTime?.TotalMilliseconds);
    }

    private static Task<AppAdmin> ConnectAsync(
        FakeAdminService service, string userName = FakeAdminService.PublicKey, string secret = FakeAdminService.Secret) =>
        AppAdmin.ConnectAsync(
            service.BaseUri, userName, TestSession.Secret(secret), null, AppConnection.Default, EjsonFormat.Default, s_options,
            TestSession.Token);

    private static Task<IReadOnlyList<AppDefinition>> ListAsync(AppAdmin admin) =>
        admin.ListAppsAsync(admin.ProjectId!, "standard", s_options, TestSession.Token);
}
