using System;
using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.Linq;
using System.Management.Automation;
using System.Reflection;
using System.Threading.Tasks;
using AppServices.Pump;
using AppServices.Tests.Client;
using Xunit;

namespace AppServices.Tests.Module;

/// <summary>The target of an error is the object of the pipeline that failed, so that it can be piped again (cmdlets E4).</summary>
[Collection("APPSERVICES_SERVER")]
public sealed class ErrorTargetTests
{
    private const string Connect =
        "if (-not $admin.IsConnected) { $admin = Connect-AppAdmin ([pscredential]::new('abcdwxyz', $secret)) -BaseUri $uri; " +
        "$shop = Get-AppDefinition shop }";
    private const string App = "$shop";
    private const string Trigger = "Get-AppTrigger -App $shop";
    private const string Row = "[pscustomobject]@{ Name = 'row'; App = $shop }";
    private const string Account = "Get-AppAccount -App $shop";
    private const string Text = "'{ \"a\": 1 }'";
    private const string Place = "[pscustomobject]@{ AppId = 'test-abcde'; BaseUri = $uri }";
    private const string KeyRow = "[pscustomobject]@{ Id = $key.Id; UserId = $mia.Id }";
    private const string NameRow = "[pscustomobject]@{ Name = 'k'; UserId = $mia.Id }";
    private const string JsonFile = "& $item \"$folder/functions/config.json\"";
    private const string UnknownFile = "& $item \"$folder/../../LICENSE\"";
    private const string Credential = "[pscredential]::new('new@example.com', $secret)";

    // Command and input, with which the command fails since the service answers nothing but errors by then.
    private static readonly (string Command, string[] Inputs)[] s_ofAdmins =
    [
        ("Add-AppDependency", ["'p'", "Get-AppDependency -App $shop", Row]),
        ("Add-AppDependency p", [App]),
        ("Confirm-AppAccount", ["'a@example.com'", Account]),
        ("Connect-AppAdmin -BaseUri $uri", ["[pscredential]::new('abcdwxyz', $secret)"]),
        ("Disable-AppAccount", ["'1'", Account]),
        ("Disable-AppServerApiKey", ["'k'", "Get-AppServerApiKey -App $shop", Row]),
        ("Disable-AppTrigger", ["'t'", Trigger, Row]),
        ("Disconnect-AppAdmin", ["Get-AppAdmin"]),
        ("Enable-AppAccount", ["'1'", Account]),
        ("Enable-AppServerApiKey", ["'k'", "Get-AppServerApiKey -App $shop"]),
        ("Enable-AppTrigger", ["'t'", Trigger]),
        ("Export-AppDefinition ([IO.Path]::GetTempPath() + [guid]::NewGuid())", [App]),
        ("Get-AppAccount", ["'1'", Account, App]),
        ("Get-AppAccountDevice", ["'1'", Account]),
        ("Get-AppDefinition", ["'x'"]),
        ("Get-AppDependency", [App]),
        ("Get-AppDependency p", [App]),
        ("Get-AppDeployment", [App]),
        ("Get-AppEndpoint", [App]),
        ("Get-AppEnvironmentValue", [App]),
        ("Get-AppLogForwarder", [App]),
        ("Export-AppHostingFile ([IO.Path]::GetTempPath() + [guid]::NewGuid())", [App]),
        ("Disable-AppHosting", [App]),
        ("Enable-AppHosting", [App]),
        ("Get-AppHostingFile", [App]),
        ("Get-AppRequestOrigin", [App]),
        ("Get-AppSchema", [App]),
        ("Get-AppSchema a.b", [App]),
        ("Publish-AppHostingFile -App $shop", [UnknownFile]),
        ("Remove-AppHostingFile", ["'/x'", "Get-AppHostingFile -App $shop", Row]),
        ("Remove-AppSchema", ["'a.b'", "Get-AppSchema -App $shop", Row]),
        ("Set-AppRequestOrigin https://x", [App]),
        ("Set-AppSchema -Schema @{}", ["'a.b'", "Get-AppSchema -App $shop", Row]),
        ("Get-AppRule", [App]),
        ("Get-AppRule a.b", [App]),
        ("Get-AppFunctionDefinition", [App]),
        ("Get-AppLog", [App]),
        ("Get-AppSecret", [App]),
        ("Get-AppServerApiKey", [App]),
        ("Get-AppTrigger", [App]),
        ("Get-AppTrigger x", [App]),
        ("Get-AppValue", [App]),
        ("Import-AppAccount -App $shop", [JsonFile]),
        ("New-AppAccount -App $shop", [Credential]),
        ("New-AppDefinition", ["'x'"]),
        ("New-AppServerApiKey -App $shop", ["'x'"]),
        ("New-AppServerApiKey x", [App]),
        ("New-AppTrigger -FunctionName f -Schedule '* * * * *'", ["'x'", Row]),
        ("Publish-AppDefinition $folder", [App]),
        ("Remove-AppAccount -Confirm:$false", ["'1'", Account]),
        ("Remove-AppDefinition -Confirm:$false", ["'shop'", App]),
        ("Remove-AppDependency", ["'p'", "Get-AppDependency -App $shop", Row]),
        ("Remove-AppEnvironmentValue", ["'e'", "Get-AppEnvironmentValue -App $shop", Row]),
        ("Remove-AppLogForwarder", ["'l'", "Get-AppLogForwarder -App $shop", Row]),
        ("Remove-AppRule", ["'a.b'", "Get-AppRule a.b -App $shop", "Get-AppRule default -App $shop", Row]),
        ("Remove-AppEndpoint", ["'/x'", "Get-AppEndpoint -App $shop"]),
        ("Remove-AppFunctionDefinition", ["'f'", "Get-AppFunctionDefinition -App $shop", Row]),
        ("Remove-AppSecret -Confirm:$false", ["'s'", "Get-AppSecret -App $shop", Row]),
        ("Remove-AppServerApiKey -Confirm:$false", ["'k'", "Get-AppServerApiKey -App $shop"]),
        ("Remove-AppTrigger", ["'t'", Trigger, Row]),
        ("Remove-AppTrigger t", [App]),
        ("Remove-AppValue", ["'v'", "Get-AppValue -App $shop", Row]),
        ("Restore-AppDeployment", ["'1'", "Get-AppDeployment -App $shop"]),
        ("Resume-AppTrigger", ["'t'", Trigger]),
        ("Revoke-AppAccountSession", ["'1'", Account]),
        ("Set-AppEnvironmentValue -Value 1", ["'e'", "Get-AppEnvironmentValue -App $shop", Row]),
        ("Set-AppLogForwarder -FunctionName f", ["'l'", "Get-AppLogForwarder -App $shop", Row]),
        ("Set-AppRule", ["'a.b'", "Get-AppRule a.b -App $shop", "Get-AppRule default -App $shop", Row]),
        ("Set-AppEndpoint -FunctionName f", ["'/x'", "Get-AppEndpoint -App $shop"]),
        ("Set-AppFunctionDefinition", ["Get-AppFunctionDefinition -App $shop", "[IO.FileInfo]::new(\"$folder/functions/checkBadge.js\")", "[IO.FileInfo]::new('/no/such.js')"]),
        ("Set-AppSecret -SecretValue $secret", ["'s'", "Get-AppSecret -App $shop", Row]),
        ("Set-AppTrigger -Unordered $true", ["'t'", Trigger, Row]),
        ("Set-AppValue -Value 1", ["'v'", Row]),
        ("Set-AppValue", ["Get-AppValue -App $shop"]),
        ("Test-AppFunction", ["'f'", "Get-AppFunctionDefinition -App $shop", Row]),
    ];

    // The one without an input takes subscribers: what is no subscription to users' events is left alone.
    private static readonly (string Command, string[] Inputs)[] s_ofUsers =
    [
        ("Add-AppDocument store items", ["@{ a = 1 }", "[pscustomobject]@{ a = 1 }", Text]),
        ("Add-AppDocument store items -Unordered", ["@{ a = 1 }", Text]),
        ("Add-AppUserLink -Jwt $secret", ["$mia"]),
        ("Confirm-AppUser -Token $secret -TokenId 1", [Place]),
        ("Connect-AppUser -Anonymous -AsNewUser", [Place]),
        ("Disable-AppApiKey", ["'k'", "$key", KeyRow, NameRow]),
        ("Disconnect-AppUser", ["$mia"]),
        ("Enable-AppApiKey", ["'k'", "$key", KeyRow]),
        ("Export-AppDocument store items ([IO.Path]::GetTempPath() + [guid]::NewGuid()) -Format Json", ["@{ a = $secret }"]),
        ("Get-AppApiKey", ["$mia"]),
        ("Get-AppCollection", ["$mia"]),
        ("Get-AppDatabase", ["$mia"]),
        ("Get-AppDocument store items", ["1", "@{ _id = 1 }"]),
        ("Get-AppFunction", ["$mia"]),
        ("Get-AppServer", ["1"]),
        ("Get-AppUser", ["'nobody'"]),
        ("Get-AppUserCustomData -Refresh", ["$mia"]),
        ("Get-AppUserIdentity -Refresh", ["$mia"]),
        ("Get-AppUserProfile -Refresh", ["$mia"]),
        ("Import-AppDocument store items", [JsonFile, UnknownFile]),
        ("Invoke-AppBulkWrite store items", ["@{ deleteMany = @{ filter = @{} } }", "'{ \"deleteMany\": { \"filter\": {} } }'", Text]),
        ("Invoke-AppEndpoint /x -Method POST", ["@{ a = 1 }"]),
        ("Invoke-AppFunction f", ["1", "@{ a = 1 }"]),
        ("Invoke-AppRequest /x -Method POST", ["@{ a = 1 }"]),
        ("New-AppApiKey", ["'k'"]),
        ("New-AppApiKey k", ["$mia"]),
        ("Register-AppPushDevice gcm $secret", ["$mia"]),
        ("Register-AppUser", [Credential]),
        ("Register-AppUser $account", [Place]),
        ("Remove-AppApiKey -Confirm:$false", ["'k'", "$key", KeyRow]),
        ("Remove-AppDocument store items", ["1", "@{ _id = 1 }"]),
        ("Remove-AppUser", ["$mia"]),
        ("Reset-AppUserPassword -Token $secret -TokenId 1 -NewPassword $secret", [Place]),
        ("Send-AppPasswordReset", ["'a@example.com'"]),
        ("Send-AppPasswordReset a@example.com", [Place]),
        ("Send-AppUserConfirmation", ["'a@example.com'"]),
        ("Set-AppDocument store items", ["@{ _id = 1; a = 1 }", Text, "'{ \"_id\": 1 }'"]),
        ("Start-AppServer -Port 0", ["'/no/such/folder'"]),
        ("Stop-AppServer", ["1"]),
        ("Switch-AppUser", ["$gone"]),
        ("Test-AppConnection", ["$mia"]),
        ("Unregister-AppPushDevice gcm", ["$mia"]),
        ("Unregister-AppUser -Confirm:$false", ["$mia"]),
        ("Unregister-AppUserEvent", []),
        ("Update-AppDocument store items -Update @{ '$set' = @{ a = 1 } }", ["1", "@{ _id = 1 }"]),
        ("Update-AppUserCustomData", ["$mia"]),
        ("Update-AppUserToken", ["$mia"]),
    ];

    [Fact]
    public void Errors_of_admins_have_the_input_that_failed()
    {
        using var service = new FakeAdminService();
        service.AddApp("shop");
        foreach ((string kind, string json) in new[]
        {
            ("functions", """{ "name": "f", "source": "exports = () => 1;" }"""), ("triggers", """{ "name": "t", "type": "SCHEDULED" }"""),
            ("values", """{ "name": "v", "value": 1 }"""), ("secrets", """{ "name": "s" }"""),
            ("endpoints", """{ "route": "/x", "http_method": "GET" }"""), ("api_keys", """{ "name": "k" }"""),
            ("packages", """{ "name": "p", "version": "1.0.0" }"""), ("deployments", """{ "status": "successful" }"""),
            ("users", """{ "data": { "email": "a@example.com" }, "identities": [] }"""),
            ("environment_values", """{ "name": "e", "values": {} }"""), ("log_forwarders", """{ "name": "l" }"""),
            ("services", """{ "_id": "s1", "name": "mongodb-atlas", "type": "mongodb-atlas", "config": {}, "default_rule": {} }"""),
            ("rules/s1", """{ "database": "a", "collection": "b", "roles": [] }"""),
            ("schemas", """{ "metadata": { "data_source": "mongodb-atlas", "database": "a", "collection": "b" }, "schema": {} }"""),
            ("files", """{ "path": "/x", "content": "", "hash": "" }"""),
        })
            service.Add("shop", kind, json);
        using var runspace = new ModuleRunspace();
        Prepare(runspace, service.BaseUri, FakeAdminService.Secret);

        Check(runspace, s_ofAdmins, Connect, isBroken => service.Refuses = isBroken, " -Admin $admin");
    }

    [Theory]
    [InlineData("Connect-AppUser -Anonymous -AsNewUser")]
    [InlineData("Send-AppPasswordReset")]
    [InlineData("Send-AppUserConfirmation")]
    public void A_row_with_a_bad_address_is_refused_and_the_next_one_is_tried(string command)
    {
        using var runspace = new ModuleRunspace();
        var errors = (System.Collections.ArrayList)runspace.Run($$"""
            $rows = 'not a uri', 'http://example.com', 'http://127.0.0.1:9' |
                ForEach-Object { [pscustomobject]@{ AppId = 'x-abcde'; BaseUri = $_; Email = 'mia@example.com' } }
            $rows | {{command}} -MaximumRetryCount 0 -ErrorAction SilentlyContinue -ErrorVariable errors
            , $errors
            """).Last().BaseObject;
        string[] found = [.. errors.OfType<ErrorRecord>().Select(error => error.FullyQualifiedErrorId.Split(',')[0])];
        Assert.Equal(["AppBaseUriInvalid", "AppBaseUriInsecure", "AppServerUnreachable"], found);
        Assert.Equal(
            ["not a uri", "http://example.com"],
            errors.OfType<ErrorRecord>().Take(2).Select(error => $"{((PSObject)error.TargetObject).Properties["BaseUri"].Value}"));
    }

    [Fact]
    public async Task Errors_of_users_have_the_input_that_failed()
    {
        bool isBroken = false;
        await using ScriptedServer server = await ScriptedServer.StartAsync(context => isBroken
            ? ScriptedServer.ReplyAsync(context, 400, """{"error":"no","error_code":"FunctionExecutionError"}""")
            : context.Request.Path.Value!.EndsWith("/api_keys", StringComparison.Ordinal)
                ? ScriptedServer.ReplyAsync(context, 201, """{"_id":"6650a1f2c3d4e5f6a7b8c9d1","name":"k","key":"x","disabled":false}""")
                : Task.FromResult(false));
        using var runspace = new ModuleRunspace();
        Prepare(runspace, server.BaseUri, "secret");
        const string connect = "Connect-AppUser -Anonymous -AsNewUser -AppId test-abcde -BaseUri $uri";
        runspace.Run(
            $"$account = [pscredential]::new('new@example.com', $secret); $gone = {connect}; $null = $gone | Disconnect-AppUser; " +
            $"$PSDefaultParameterValues = @{{ '*-App*:AppId' = 'test-abcde'; '*-App*:BaseUri' = $uri }}");

        const string again = $"if (-not $mia.IsLoggedIn) {{ $mia = {connect}; $key = New-AppApiKey k }}";
        Check(runspace, s_ofUsers, again, value => isBroken = value, "");
    }

    [Theory]
    [InlineData("[pscustomobject]@{ Email = 'a@example.com'; Password = 'secret-1' } | Register-AppUser -AppId a-b")]
    [InlineData("[pscustomobject]@{ Email = 'a@example.com'; Password = 'secret-1' } | Send-AppPasswordReset -AppId a-b")]
    [InlineData("[pscustomobject]@{ AppId = 'a-b'; Password = 'secret-1' } | Connect-AppUser -Anonymous")]
    [InlineData("[pscustomobject]@{ Password = 'secret-1' } | Connect-AppUser -Anonymous -AppId a-b")]
    [InlineData("[pscustomobject]@{ Mail = 'a@example.com'; Password = 'secret-1' } | Register-AppUser -AppId a-b")]
    [InlineData("@{ Mail = 'a@example.com'; Password = 'secret-1' } | Register-AppUser -AppId a-b")]
    public async Task Errors_show_no_column_of_a_row_that_may_be_secret(string command)
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(
            context => ScriptedServer.ReplyAsync(context, 400, """{"error":"no"}"""));

        ErrorRecord error = ModuleRunspace.ErrorOf(
            $"param($uri) {command} -BaseUri $uri", server.BaseUri);

        Assert.DoesNotContain("secret-1", $"{error} {error.CategoryInfo} {error.ErrorDetails.Message}", StringComparison.Ordinal);
    }

    // The engine would show the columns of a row that it refuses itself.
    [Fact]
    public void Rows_that_name_nothing_are_refused_without_their_columns()
    {
        using var service = new FakeAdminService();
        service.AddApp("shop");
        using var runspace = new ModuleRunspace();
        Prepare(runspace, service.BaseUri, FakeAdminService.Secret);
        runspace.Run(Connect);
        runspace.Run("$row = [pscustomobject]@{ Mail = 'a@example.com'; Password = 'secret-1' }");

        // Set-AppValue gets the value from the pipeline as well, without which the engine does not run it.
        string[] commands =
        [
            .. s_ofAdmins.Where(row => row.Inputs is not [App] && row.Command != "Set-AppValue").Select(row => row.Command)
                .Where(TakesNameOrAccount),
        ];

        Assert.All(commands, command =>
        {
            ErrorRecord error = runspace.ErrorOf($"$row | {command}", []);

            Assert.Equal("AppArgumentInvalid", ModuleRunspace.IdOf(error));
            Assert.DoesNotContain("secret-1", $"{error} {error.CategoryInfo} {error.ErrorDetails.Message}", StringComparison.Ordinal);
        });
    }

    [Theory]
    [InlineData("Connect-AppUser -Anonymous")]
    [InlineData("Send-AppPasswordReset a@example.com")]
    public void What_has_nothing_for_a_cmdlet_is_refused(string command)
    {
        using var runspace = new ModuleRunspace();
        runspace.Run($"[pscustomobject]@{{ X = 1 }} | {command}", out Collection<ErrorRecord> errors);

        ErrorRecord error = Assert.Single(errors);
        Assert.Equal("InputObjectNotBound", ModuleRunspace.IdOf(error));
        Assert.Equal("What was piped has no AppId or BaseUri.", error.ErrorDetails.Message);
    }

    [Fact]
    public void Every_cmdlet_that_takes_a_pipeline_is_tried()
    {
        string[] tried = [.. s_ofAdmins.Concat(s_ofUsers).Select(row => row.Command.Split(' ')[0])];

        Assert.All(
            typeof(AsyncCmdlet).Assembly.GetTypes()
                .Where(type => type.IsSubclassOf(typeof(Cmdlet)) && !type.IsAbstract && TakesPipeline(type)),
            type =>
            {
                CmdletAttribute cmdlet = type.GetCustomAttribute<CmdletAttribute>()!;
                Assert.Contains($"{cmdlet.VerbName}-{cmdlet.NounName}", tried);
            });
    }

    private static bool TakesNameOrAccount(string command) =>
        typeof(AsyncCmdlet).Assembly.GetTypes()
            .Single(type => type.Name == command.Split(' ')[0].Replace("-", "", StringComparison.Ordinal) + "Command")
            .GetProperties().Any(property =>
                (property.PropertyType == typeof(PSCredential) || property.IsDefined(typeof(AppObjectTransformationAttribute)))
                && property.GetCustomAttributes<ParameterAttribute>().Any(parameter => parameter.ValueFromPipeline));

    private static bool TakesPipeline(Type type) => type.GetProperties()
        .SelectMany(property => property.GetCustomAttributes<ParameterAttribute>())
        .Any(parameter => parameter.ValueFromPipeline || parameter.ValueFromPipelineByPropertyName);

    // Get-Item is not there.
    private static void Prepare(ModuleRunspace runspace, Uri uri, string secret) => runspace.Run(
        """
        param($u, $s, $root)
        $uri = $u; $secret = $s; $folder = "$root/samples/club"
        $item = {
            $file = [psobject][IO.FileInfo]::new($args[0])
            $file.PSObject.Properties.Add([psnoteproperty]::new('PSPath', $file.FullName))
            $file
        }
        """, uri, TestSession.Secret(secret), Repository.Root);

    private static void Check(
        ModuleRunspace runspace, (string Command, string[] Inputs)[] rows, string prepare, Action<bool> breakService, string parameters)
    {
        var wrong = new List<string>();
        foreach ((string command, string[] inputs) in rows)
            foreach (string input in inputs)
            {
                breakService(false);
                runspace.Run(prepare);
                if (runspace.Run(input) is not [{ } given])
                {
                    wrong.Add($"{input} is not one object");
                    continue;
                }
                breakService(true);
                Collection<ErrorRecord> errors;
                try
                {
                    string admin = command.Contains("-AppAdmin", StringComparison.Ordinal) ? "" : parameters;
                    runspace.Run($"param($given) $given | {command}{admin}", out errors, given);
                }
                catch (RuntimeException error)
                {
                    errors = [error.ErrorRecord];
                }
                if (errors.Count == 0) wrong.Add($"{input} | {command}: no error");
                wrong.AddRange(errors.Where(error => !Equals(Bare(error.TargetObject), Bare(given)))
                    .Select(error => $"{input} | {command}: {error.FullyQualifiedErrorId}, {error.TargetObject ?? "nothing"}: {error}"));
            }
        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
    }

    private static object? Bare(object? value) => value is PSObject { BaseObject: not PSCustomObject and var bare } ? bare : value;
}
