using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using AppServices.Server.Functions;
using AppServices.Tests.Server;
using Xunit;

namespace AppServices.Tests.Functions;

/// <summary>Whatever a script does, its caller gets a result or a refusal, and the log stays quiet: it is no fault of the server.</summary>
public sealed class OddScriptTests
{
    private const string AppId = "test-abcde";

    [Fact]
    public async Task No_script_makes_a_fault_of_the_server()
    {
        string[] scripts =
        [
            .. OddScripts.Files,
            .. OddScripts.Uses.SelectMany(use => OddScripts.Values.Select(value => use.Replace("v;", value + ";", StringComparison.Ordinal)
                .Replace("= v", "= " + value, StringComparison.Ordinal).Replace("(v, [v])", $"({value}, [{value}])", StringComparison.Ordinal).Replace("', v)", $"', {value})", StringComparison.Ordinal))),
        ];
        using AppFolder folder = new AppFolder().Write("root_config.json", AppFolder.Root).Write("auth/providers.json", AppFolder.Providers)
            .Write("data_sources/mongodb-atlas/config.json", """{"name":"mongodb-atlas","type":"mongodb-atlas"}""")
            .Write("data_sources/mongodb-atlas/default_rule.json", """{"roles":[{"name":"all","read":true,"write":true}]}""");
        for (int i = 0; i < scripts.Length; i++) folder.Write($"functions/f{i}.js", scripts[i]);
        await using AppServerFixture server = await AppServerFixture.StartAsync(
            options => options with { Limits = new FunctionLimits { Time = TimeSpan.FromSeconds(1), MemoryBytes = 64 * 1024 * 1024 } }, folder);
        string token = (await server.LogInAsync(appId: AppId)).AccessToken;
        var faults = new List<string>();
        await Parallel.ForAsync(0, scripts.Length, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (i, _) =>
        {
            string? wrong = WrongWith(await server.CallAsync(token, $"f{i}", appId: AppId));
            if (wrong is null) return;
            lock (faults) faults.Add($"{scripts[i]}\n    {wrong}");
        });
        Assert.True(faults.Count == 0, string.Join('\n', faults));
        Assert.DoesNotContain(server.Log.Entries, entry => entry.Contains("   at ", StringComparison.Ordinal));
    }

    private static string? WrongWith(WireReply reply)
    {
        if ((int)reply.Status is 200) return null;
        if ((int)reply.Status is not (400 or 403 or 404)) return reply.Text;
        JsonElement error = reply.Json;
        return error.GetProperty("error").GetString() is { Length: > 0 and < 10_000 } && error.GetProperty("error_code").GetString() is { Length: > 0 } ? null : reply.Text;
    }
}
