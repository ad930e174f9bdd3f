using System;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Errors;
using AppServices.Server.Functions;
using AppServices.Server.Users;

namespace AppServices.Server.CustomUserData;

/// <summary>
/// Runs the app's function before a user is created, so that what it writes is in the first token. Source: client-api 3.9, app-folder 3.
/// </summary>
/// <param name="app">What names the function.</param>
/// <param name="functions">Runs it.</param>
internal sealed class UserCreation(CustomUserDataReading app, FunctionRuntime functions)
{
    /// <summary>What is to run before a user is created; null for nothing.</summary>
    public Func<UserRecord, Task>? Of(FunctionRequest source, CancellationToken cancellationToken) =>
        app is { IsReadable: true, Settings: null or { CreationFunction: null } }
            ? null
            : user => RunAsync(user, source, cancellationToken);

    /// <exception cref="ApiException">
    /// The function refuses, or it is not known whether there is one, so the user must not be created.
    /// </exception>
    public async Task RunAsync(UserRecord user, FunctionRequest source, CancellationToken cancellationToken)
    {
        if (!app.IsReadable) throw UnreadableCustomUserData.Refusal();
        string? function = app.Settings?.CreationFunction;
        if (function is null) return;
        try
        {
            await functions.CallAsSystemAsync(function, [user.Describe()], source, cancellationToken);
        }
        catch (FunctionException error) when (error.Code != FunctionException.SyntaxError)
        {
            throw new ApiException(401, "AuthError", $"failed to create the user: {error.Message}");
        }
    }
}
