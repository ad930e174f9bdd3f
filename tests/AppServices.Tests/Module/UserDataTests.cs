using System;
using System.Collections.ObjectModel;
using System.Linq;
using System.Management.Automation;
using System.Text;
using System.Threading.Tasks;
using AppServices.Tests.Client;
using Xunit;

namespace AppServices.Tests.Module;

/// <summary>Custom data as scripts see it, with a service that has some (client-api 3.9).</summary>
public sealed class UserDataTests
{
    private const string Connect =
        "param($uri) $null = Connect-AppUser -Anonymous -AsNewUser -AppId test-abcde -BaseUri $uri -ErrorAction Stop;";

    [Fact]
    public async Task Custom_data_keeps_its_types_and_is_read_anew_on_request()
    {
        int size = 5;
        await using ScriptedServer server = await StartAsync(
            () => $$$$"""{"size":{"$numberInt":"{{{{size++}}}}"},"since":{"$date":{"$numberLong":"0"}}}""");
        using var runspace = new ModuleRunspace();

        Collection<PSObject> seen = runspace.Run(Connect + "Get-AppUserCustomData; Update-AppUserCustomData; (Get-AppUser).CustomData; (Get-AppUser).RefreshCustomData()", server.BaseUri);

        // The login had no custom data.
        Assert.Equal([5, 5, 6], Array.ConvertAll([.. seen], data => (int)data.Properties["size"].Value));
        Assert.All(seen, data => Assert.IsType<DateTime>(data.Properties["since"].Value));
        Assert.Equal("AppServices.AppUserCustomData", seen[0].TypeNames[0]);
    }

    [Fact]
    public async Task Custom_data_is_told_when_it_is_read_anew()
    {
        await using ScriptedServer server = await StartAsync(() => "{}");
        using var runspace = new ModuleRunspace();

        Collection<PSObject> told = runspace.Run(
            Connect + "$user = Get-AppUser; $seen = [Collections.Generic.List[string]]::new(); $user.AddListener({ $seen.Add($args[1].Kind) }.GetNewClosure()); "
            + "$null = Update-AppUserCustomData; while ($seen.Count -lt 2) { [Threading.Thread]::Sleep(10) }; $user.RemoveAllListeners(); $seen", server.BaseUri);

        // The engine hands each event to a thread of its own, so two of one moment come in either order.
        Assert.Equal(["AccessTokenRefreshed", "CustomDataRefreshed"], told.Select(kind => kind.ToString()).Order());
    }

    private static Task<ScriptedServer> StartAsync(Func<string> data) => ScriptedServer.StartAsync(context =>
    {
        if (!ScriptedServer.Is(context, "POST /auth/session")) return Task.FromResult(false);
        string claims = $$"""{"exp":4000000000,"iat":1,"user_data":{{data()}}}""";
        string token = $"e30.{Convert.ToBase64String(Encoding.UTF8.GetBytes(claims)).TrimEnd('=')}.c2ln";
        return ScriptedServer.ReplyAsync(context, 201, $$"""{"access_token":"{{token}}"}""");
    });
}
