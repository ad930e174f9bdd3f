using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Admin;
using AppServices.Pump;
using AppServices.State;

namespace AppServices.Completion;

/// <summary>Completes what the admin's service tells, for no longer than somebody who presses Tab waits (cmdlets P6).</summary>
public abstract class AdminCompleter : MemoryCompleter
{
    private protected static AppAdmin? AdminOf(IDictionary bound) =>
        bound["Admin"] as AppAdmin ?? AppOf(bound)?.Admin ?? CurrentAdmin.Get();

    private protected static AppDefinition? AppOf(IDictionary bound) =>
        bound["App"] as AppDefinition ?? (bound["App"] as AppReference)?.App;

    /// <summary>What an answer has; nothing when it does not come in time, or is an error.</summary>
    private protected static IReadOnlyList<T> Ask<T>(Func<RequestOptions, CancellationToken, Task<IReadOnlyList<T>>> question)
    {
        IReadOnlyList<T> answer = [];
        using var stop = new CancellationTokenSource(ServerNames.Patience);
        new PipelinePump().Run(AskAsync, stop.Token);
        return answer;

        async Task AskAsync(CancellationToken cancellationToken)
        {
            try
            {
                answer = await question(ServerNames.Options, cancellationToken);
            }
            catch (AppServicesException)
            {
                // Tab has nothing to say about it.
            }
            catch (OperationCanceledException)
            {
                // It took too long.
            }
        }
    }
}

/// <summary>Names of apps.</summary>
public sealed class AdminAppCompleter : AdminCompleter
{
    private protected override IEnumerable<(string Text, string ToolTip)> Candidates(IDictionary bound)
    {
        if (AdminOf(bound) is not { } admin) return [];
        string? projectId = bound["ProjectId"]?.ToString();
        return Ask<AppDefinition>(async (options, cancellationToken) =>
        {
            var apps = new List<AppDefinition>();
            foreach (string project in admin.ProjectsMeant(projectId))
                foreach (string product in AdminApi.Products.Take(2))
                    apps.AddRange(await admin.ListAppsAsync(project, product, options, cancellationToken));
            return apps;
        }).Select(app => (app.Name, $"{app.ClientAppId} in project {app.ProjectId}"));
    }
}

/// <summary>Ids of projects.</summary>
public sealed class AdminProjectCompleter : AdminCompleter
{
    private protected override IEnumerable<(string Text, string ToolTip)> Candidates(IDictionary bound) =>
        AdminOf(bound)?.ProjectIds.Select(id => (id, "a project of the admin")) ?? [];
}

/// <summary>Names of what an app consists of.</summary>
public abstract class AdminObjectCompleter<T> : AdminCompleter
    where T : AppObject
{
    private protected override IEnumerable<(string Text, string ToolTip)> Candidates(IDictionary bound)
    {
        if (AdminOf(bound) is not { } admin) return [];
        AppDefinition? given = AppOf(bound);
        string? text = given is null ? bound["App"]?.ToString() ?? EnvironmentSettings.AppId : null;
        string? projectId = bound["ProjectId"]?.ToString();
        return Ask<T>(async (options, cancellationToken) =>
        {
            AppDefinition? app = given ?? (text is null
                ? await admin.FindTriggersAppAsync(projectId, options, cancellationToken)
                : await admin.FindAppAsync(text, projectId, options, cancellationToken));
            return app is null ? [] : await ObjectsOf(app).ListAsync(options, cancellationToken);
        }).Select(one => (NameOf(one), $"of app {one.App.Name}"));
    }

    private protected abstract AdminObjects<T> ObjectsOf(AppDefinition app);

    private protected virtual string NameOf(T one) => one.ToString()!;
}

/// <summary>Names of functions.</summary>
public sealed class AdminFunctionCompleter : AdminObjectCompleter<AppFunctionDefinition>
{
    private protected override AdminObjects<AppFunctionDefinition> ObjectsOf(AppDefinition app) => AdminObjects.Functions(app);
}

/// <summary>Names of values.</summary>
public sealed class AdminValueCompleter : AdminObjectCompleter<AppValue>
{
    private protected override AdminObjects<AppValue> ObjectsOf(AppDefinition app) => AdminObjects.Values(app);
}

/// <summary>Names of values by environment.</summary>
public sealed class AdminEnvironmentValueCompleter : AdminObjectCompleter<AppEnvironmentValue>
{
    private protected override AdminObjects<AppEnvironmentValue> ObjectsOf(AppDefinition app) => AdminObjects.EnvironmentValues(app);
}

/// <summary>Names of log forwarders.</summary>
public sealed class AdminLogForwarderCompleter : AdminObjectCompleter<AppLogForwarder>
{
    private protected override AdminObjects<AppLogForwarder> ObjectsOf(AppDefinition app) => AdminObjects.LogForwarders(app);
}

/// <summary>Names of schemas.</summary>
public sealed class AdminSchemaCompleter : AdminObjectCompleter<AppSchema>
{
    private protected override AdminObjects<AppSchema> ObjectsOf(AppDefinition app) => AdminObjects.Schemas(app);
}

/// <summary>Files of web sites.</summary>
public sealed class AdminHostingFileCompleter : AdminObjectCompleter<AppHostingFile>
{
    private protected override AdminObjects<AppHostingFile> ObjectsOf(AppDefinition app) => AdminObjects.HostingFiles(app);
}

/// <summary>Names of secrets.</summary>
public sealed class AdminSecretCompleter : AdminObjectCompleter<AppSecret>
{
    private protected override AdminObjects<AppSecret> ObjectsOf(AppDefinition app) => AdminObjects.Secrets(app);
}

/// <summary>Names of triggers.</summary>
public sealed class AdminTriggerCompleter : AdminObjectCompleter<AppTrigger>
{
    private protected override AdminObjects<AppTrigger> ObjectsOf(AppDefinition app) => AdminObjects.Triggers(app);
}

/// <summary>Routes of endpoints.</summary>
public sealed class AdminEndpointCompleter : AdminObjectCompleter<AppEndpoint>
{
    private protected override AdminObjects<AppEndpoint> ObjectsOf(AppDefinition app) => AdminObjects.Endpoints(app);

    private protected override string NameOf(AppEndpoint one) => one.Route;
}

/// <summary>Names of API keys of the server.</summary>
public sealed class AdminServerApiKeyCompleter : AdminObjectCompleter<AppServerApiKey>
{
    private protected override AdminObjects<AppServerApiKey> ObjectsOf(AppDefinition app) => AdminObjects.ServerApiKeys(app);
}

/// <summary>Ids of users, of whom the first are told.</summary>
public sealed class AdminAccountCompleter : AdminObjectCompleter<AppAccount>
{
    private protected override AdminObjects<AppAccount> ObjectsOf(AppDefinition app) => AdminObjects.Accounts(app);
}

/// <summary>Ids of deployments.</summary>
public sealed class AdminDeploymentCompleter : AdminObjectCompleter<AppDeployment>
{
    private protected override AdminObjects<AppDeployment> ObjectsOf(AppDefinition app) => AdminObjects.Deployments(app);
}
