using System;
using System.Collections.ObjectModel;
using System.Linq;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Tests.Client;
using AppServices.Tests.Programs;
using Xunit;

namespace AppServices.Tests.Module;

/// <summary>Error ids are API (cmdlets E2): what a server answers, and the id that a script then sees.</summary>
[Collection("APPSERVICES_SERVER")]
public sealed class ErrorIdTests
{
    private const string Call = "POST /app/test-abcde/functions/call";
    private const string Connect =
        "param($uri) $null = Connect-AppUser -Anonymous -AsNewUser -AppId test-abcde -BaseUri $uri -ErrorAction Stop;";

    [Theory]
    [InlineData(401, """{"error":"unauthorized"}""", "AppSessionExpired", ErrorCategory.AuthenticationError)]
    [InlineData(401, """{"error":"invalid session","error_code":"InvalidSession"}""", "AppSessionExpired", ErrorCategory.AuthenticationError)]
    [InlineData(403, """{"error":"no","error_code":"NoMatchingRuleFound"}""", "AppAccessDenied", ErrorCategory.PermissionDenied)]
    [InlineData(403, """{"error":"no","error_code":"AuthError"}""", "AppAccessDenied", ErrorCategory.PermissionDenied)]
    [InlineData(404, """{"error":"function not found","error_code":"FunctionNotFound"}""", "AppFunctionNotFound", ErrorCategory.ObjectNotFound)]
    [InlineData(404, "", "AppNotFound", ErrorCategory.ObjectNotFound)]
    [InlineData(400, """{"error":"TypeError: x","error_code":"FunctionExecutionError"}""", "AppFunctionFailed", ErrorCategory.InvalidResult)]
    [InlineData(400, """{"error":"rule not matched for function \"doThing\"","error_code":"FunctionExecutionError"}""", "AppAccessDenied", ErrorCategory.PermissionDenied)]
    [InlineData(400, "{}", "AppParameterInvalid", ErrorCategory.InvalidArgument)]
    [InlineData(400, """{"error":"x","error_code":"NewCode"}""", "AppServiceError", ErrorCategory.InvalidResult)]
    [InlineData(503, "busy", "AppServiceUnavailable", ErrorCategory.ResourceUnavailable)]
    [InlineData(409, "{}", "AppResourceExists", ErrorCategory.ResourceExists)]
    [InlineData(413, "{}", "AppRequestTooLarge", ErrorCategory.LimitsExceeded)]
    [InlineData(429, "{}", "AppRateLimited", ErrorCategory.LimitsExceeded)]
    [InlineData(500, "oops", "AppServiceError", ErrorCategory.InvalidResult)]
    [InlineData(200, "{\"a\":", "AppReplyInvalid", ErrorCategory.InvalidData)]
    [InlineData(200, """{"$oid":"short"}""", "AppReplyInvalid", ErrorCategory.InvalidData)]
    public async Task A_failed_call_has_its_id_category_target_and_advice(int status, string body, string id, ErrorCategory category)
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(context =>
            ScriptedServer.Is(context, Call) ? ScriptedServer.ReplyAsync(context, status, body) : Task.FromResult(false));

        ErrorRecord record = ModuleRunspace.ErrorOf(Connect + "Invoke-AppFunction doThing", server.BaseUri);

        Assert.Equal($"{id},AppServices.Commands.InvokeAppFunctionCommand", record.FullyQualifiedErrorId);
        Assert.Equal(category, record.CategoryInfo.Category);
        Assert.Equal("doThing", record.TargetObject);
        Assert.False(string.IsNullOrEmpty(record.ErrorDetails.RecommendedAction));
    }

    // Every code of client-api 11.3 that a client of users and functions can meet.
    [Theory]
    [InlineData("MissingAuthReq", 401, "AppSessionExpired", ErrorCategory.AuthenticationError)]
    [InlineData("UserAppDomainMismatch", 401, "AppSessionExpired", ErrorCategory.AuthenticationError)]
    [InlineData("DomainNotAllowed", 403, "AppAccessDenied", ErrorCategory.PermissionDenied)]
    [InlineData("NotCallable", 403, "AppAccessDenied", ErrorCategory.PermissionDenied)]
    [InlineData("RestrictedHost", 403, "AppAccessDenied", ErrorCategory.PermissionDenied)]
    [InlineData("ReadSizeLimitExceeded", 400, "AppLimitExceeded", ErrorCategory.LimitsExceeded)]
    [InlineData("InvalidParameter", 400, "AppParameterInvalid", ErrorCategory.InvalidArgument)]
    [InlineData("MissingParameter", 400, "AppParameterInvalid", ErrorCategory.InvalidArgument)]
    [InlineData("ArgumentsNotAllowed", 400, "AppParameterInvalid", ErrorCategory.InvalidArgument)]
    [InlineData("BadRequest", 400, "AppParameterInvalid", ErrorCategory.InvalidArgument)]
    [InlineData("ExecutionTimeLimitExceeded", 400, "AppFunctionFailed", ErrorCategory.InvalidResult)]
    [InlineData("FunctionSyntaxError", 400, "AppFunctionFailed", ErrorCategory.InvalidResult)]
    [InlineData("FunctionInvalid", 400, "AppFunctionFailed", ErrorCategory.InvalidResult)]
    [InlineData("AuthProviderNotFound", 404, "AppAuthProviderNotFound", ErrorCategory.ObjectNotFound)]
    [InlineData("ServiceNotFound", 404, "AppServiceNotFound", ErrorCategory.ObjectNotFound)]
    [InlineData("ServiceCommandNotFound", 404, "AppServiceCommandNotFound", ErrorCategory.ObjectNotFound)]
    [InlineData("APIKeyNotFound", 404, "AppApiKeyNotFound", ErrorCategory.ObjectNotFound)]
    [InlineData("APIKeyAlreadyExists", 409, "AppApiKeyExists", ErrorCategory.ResourceExists)]
    [InlineData("UserAlreadyConfirmed", 400, "AppUserAlreadyConfirmed", ErrorCategory.InvalidOperation)]
    [InlineData("UserNotFound", 404, "AppUserNotFound", ErrorCategory.ObjectNotFound)]
    [InlineData("AccountNameInUse", 409, "AppUserExists", ErrorCategory.ResourceExists)]
    [InlineData("UserpassTokenInvalid", 400, "AppTokenInvalid", ErrorCategory.InvalidArgument)]
    [InlineData("UserDisabled", 403, "AppCredentialRejected", ErrorCategory.AuthenticationError)]
    [InlineData("MaintenanceInProgress", 500, "AppServiceUnavailable", ErrorCategory.ResourceUnavailable)]
    [InlineData("InternalServerError", 500, "AppServiceError", ErrorCategory.InvalidResult)]
    public async Task A_code_has_its_id_whatever_was_asked_for(string code, int status, string id, ErrorCategory category)
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(context =>
            ScriptedServer.Is(context, Call)
                ? ScriptedServer.ReplyAsync(context, status, $$"""{"error":"words","error_code":"{{code}}"}""")
                : Task.FromResult(false));

        ErrorRecord record = ModuleRunspace.ErrorOf(Connect + "Invoke-AppFunction doThing", server.BaseUri);

        Assert.Equal((id, category), (ModuleRunspace.IdOf(record), record.CategoryInfo.Category));
        var error = Assert.IsType<AppServicesException>(record.Exception);
        Assert.Equal((code, status, "words"), (error.Code, error.StatusCode, error.Reason));
        Assert.False(string.IsNullOrEmpty(record.ErrorDetails.RecommendedAction));
    }

    [Fact]
    public async Task A_silent_server_is_AppRequestTimedOut()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(async context =>
        {
            if (!ScriptedServer.Is(context, Call)) return false;
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
            return true;
        });

        ErrorRecord record = ModuleRunspace.ErrorOf(Connect + "Invoke-AppFunction doThing -TimeoutSeconds 1", server.BaseUri);

        Assert.Equal(("AppRequestTimedOut", ErrorCategory.OperationTimeout), (ModuleRunspace.IdOf(record), record.CategoryInfo.Category));
    }

    [Fact]
    public async Task A_server_that_went_away_is_AppServerUnreachable()
    {
        ScriptedServer server = await ScriptedServer.StartAsync(_ => Task.FromResult(false));
        using var runspace = new ModuleRunspace();
        runspace.Run(Connect, server.BaseUri);
        await server.DisposeAsync();

        runspace.Run("Invoke-AppFunction doThing", out Collection<ErrorRecord> errors);

        Assert.Equal(
            ("AppServerUnreachable", ErrorCategory.ConnectionError),
            (ModuleRunspace.IdOf(Assert.Single(errors)), errors[0].CategoryInfo.Category));
    }

    [Theory]
    [InlineData("Connect-AppUser -Anonymous", "AppIdMissing")]
    [InlineData("Connect-AppUser -Anonymous -AppId x -BaseUri nowhere", "AppBaseUriInvalid")]
    [InlineData("Connect-AppUser -Anonymous -AppId x -BaseUri https://mia:horse@apps.example.com/realm", "AppBaseUriInvalid")]
    [InlineData("Connect-AppUser -Anonymous -AppId x -BaseUri mia:horse@apps.example.com", "AppBaseUriInvalid")]
    [InlineData("Connect-AppUser -Anonymous -AppId x -BaseUri 'https://apps.example.com/realm?key=horse'", "AppBaseUriInvalid")]
    [InlineData("Connect-AppUser -Anonymous -AppId x -BaseUri 'https://apps.example.com/#horse'", "AppBaseUriInvalid")]
    [InlineData("Connect-AppUser -Anonymous -AppId x -BaseUri http://apps.example.com", "AppBaseUriInsecure")]
    [InlineData("Connect-AppUser -Anonymous -AppId x -BaseUri http://apps.example.com/realm", "AppBaseUriInsecure")]
    [InlineData("Start-AppServer /no/such/folder -Port 0", "AppServerFailed")]
    public void What_cannot_work_at_all_ends_the_command(string script, string id)
    {
        using var runspace = new ModuleRunspace();

        var error = Assert.ThrowsAny<RuntimeException>(() => runspace.Run($"try {{ {script} }} catch {{ throw }}"));

        Assert.Equal(id, ModuleRunspace.IdOf(error.ErrorRecord));
        Assert.False(string.IsNullOrEmpty(error.ErrorRecord.ErrorDetails.RecommendedAction));
        Assert.DoesNotContain("horse", $"{error.ErrorRecord} {error.ErrorRecord.TargetObject}", StringComparison.Ordinal);
    }

    // In a process of its own: users of other tests in this one would be the process default (cmdlets T1).
    [Fact]
    public async Task Without_a_user_the_command_ends()
    {
        string[] scripts =
        [
            "Invoke-AppFunction x",
            "Disconnect-AppUser",
            "Add-AppUserLink -Anonymous",
            "Get-AppUserIdentity",
            "Get-AppUserCustomData",
            "Get-AppApiKey",
            "Get-AppDocument store items",
            "Add-AppDocument store items @{ a = 1 }",
            "Disable-AppApiKey 1",
            "Register-AppPushDevice gcm -RegistrationToken ([securestring]::new())",
            "Register-AppUserEvent",
            "Unregister-AppUser -Confirm:$false",
        ];
        string tries = string.Concat(scripts.Select(script => $"try {{ {script}; 'went on' }} catch {{ $_.FullyQualifiedErrorId }}\n"));

        ProgramResult result = await PowerShellProgram.RunAsync($"Import-Module '{Repository.Module}'\n{tries}");

        string[] ids = result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(scripts.Length, ids.Length);
        Assert.All(ids, id => Assert.StartsWith("AppUserNotConnected,", id, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Get-AppUser nobody", "AppUserNotFound")]
    [InlineData("Get-AppServer 1", "AppServerNotFound")]
    [InlineData("Stop-AppServer -Id 1", "AppServerNotFound")]
    public void A_name_that_is_not_there_is_reported(string script, string id)
    {
        using var runspace = new ModuleRunspace();

        runspace.Run(script, out Collection<ErrorRecord> errors);

        Assert.Equal((id, ErrorCategory.ObjectNotFound), (ModuleRunspace.IdOf(Assert.Single(errors)), errors[0].CategoryInfo.Category));
    }

    [Fact]
    public async Task A_refused_login_is_AppCredentialRejected_whatever_its_code()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(context =>
            context.Request.Path.Value!.EndsWith("/login", StringComparison.Ordinal)
                ? ScriptedServer.ReplyAsync(context, 401, """{"error":"unauthorized"}""")
                : Task.FromResult(false));

        ErrorRecord record = ModuleRunspace.ErrorOf(
            "param($uri) Connect-AppUser -Anonymous -AsNewUser -AppId test-abcde -BaseUri $uri", server.BaseUri);

        Assert.Equal("AppCredentialRejected", ModuleRunspace.IdOf(record));
    }
}
