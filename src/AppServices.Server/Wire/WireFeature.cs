using System;
using AppServices.Server.Features;
using AppServices.Server.Settings;
using AppServices.Server.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace AppServices.Server.Wire;

/// <summary>
/// MongoDB's protocol at a port of its own, for drivers, shells and tools of the operator. It passes no rules. Source:
/// docs/spec/mongodb.md.
/// </summary>
internal sealed class WireFeature(MongodbSettings settings) : IAppFeature
{
    public void AddServices(IServiceCollection services)
    {
        if (settings.Port is null) return;
        services.AddSingleton(settings);
        services.AddSingleton(static provider => new DatabaseUsers(provider.GetRequiredService<IDataStore>())).AddSingleton<WireDatabases>()
            .AddSingleton<ClusterClock>();
        services.AddSingleton<WireSessions>().AddSingleton<Cursors>().AddSingleton<RetryRecords>();
        services.AddSingleton<IWireCommands, HandshakeCommands>().AddSingleton<IWireCommands, ReadCommands>()
            .AddSingleton<IWireCommands, WriteCommands>().AddSingleton<IWireCommands, FindAndModifyCommands>()
            .AddSingleton<IWireCommands, AggregateCommands>().AddSingleton<IWireCommands, CollectionCommands>()
            .AddSingleton<IWireCommands, IndexCommands>().AddSingleton<IWireCommands, SessionCommands>()
            .AddSingleton<IWireCommands, ServerCommands>().AddSingleton<IWireCommands, BulkWriteCommands>();
        services.AddSingleton<FailPoints>().AddSingleton<IWireCommands>(static provider => provider.GetRequiredService<FailPoints>());
        services.AddSingleton<CollectionStatistics>().AddSingleton<IWireCommands>(static provider =>
            provider.GetRequiredService<CollectionStatistics>());
        services.AddSingleton<ExplainCommands>().AddSingleton<IWireCommands>(static provider =>
            provider.GetRequiredService<ExplainCommands>());
        services.AddSingleton<CommandTable>().AddSingleton(static provider =>
            new Lazy<CommandTable>(provider.GetRequiredService<CommandTable>));
        services.AddSingleton<CommandRunner>().AddSingleton<WireConnections>().AddHostedService<WireUpkeep>();
    }
}
