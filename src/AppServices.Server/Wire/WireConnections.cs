using System;
using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.AppConfig;
using AppServices.Server.Settings;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.Extensions.Logging;
using MongoDB.Bson;

namespace AppServices.Server.Wire;

/// <summary>Serves the connections of MongoDB's drivers and tools: one message after the other.</summary>
internal sealed partial class WireConnections(
    CommandRunner runner, DatabaseUsers users, MongodbSettings settings, TimeProvider clock, ILoggerFactory logs) : ConnectionHandler
{
    private const int SecondsToLook = 120;

    // Clients that watch over the server never log in; they ask every ten seconds, or wait for that long.
    private static readonly TimeSpan s_greeting = TimeSpan.FromSeconds(10), s_silence = TimeSpan.FromSeconds(60);

    // A message that has begun comes to its end.
    private static readonly TimeSpan s_look = TimeSpan.FromSeconds(5);

    private readonly ILogger _logger = logs.CreateLogger("mongodb");
    private int _latest;
    private int _open;
    private int _strangers;

    /// <summary>How many there are.</summary>
    public int Count => Volatile.Read(ref _open);

    public override async Task OnConnectedAsync(ConnectionContext connection)
    {
        var client = new WireClient(
            Interlocked.Increment(ref _latest), PlaceOf(connection.RemoteEndPoint), PlaceOf(connection.LocalEndPoint));
        KeepAlive(connection);
        int open = Interlocked.Increment(ref _open), strangers = Interlocked.Increment(ref _strangers);
        bool isStranger = true;
        try
        {
            if (open > settings.Connections || strangers > (settings.Connections + 1) / 2)
            {
                Refused(_logger, client.Address.Address, open);
                return;
            }
            await ServeAsync(connection, client, () =>
            {
                if (isStranger) Interlocked.Decrement(ref _strangers);
                isStranger = false;
            });
        }
        catch (WireFormatException error)
        {
            Malformed(_logger, client.Address.Address, error.Message);
        }
        catch (Exception error) when (error is OperationCanceledException or ConnectionResetException or ConnectionAbortedException)
        {
            Gone(_logger, client.Address.Address);
        }
        finally
        {
            if (isStranger) Interlocked.Decrement(ref _strangers);
            Interlocked.Decrement(ref _open);
        }
    }

    // A client whose machine is gone says nothing any more, and would count for ever.
    private static void KeepAlive(ConnectionContext connection)
    {
        if (connection.Features.Get<IConnectionSocketFeature>()?.Socket is not { } socket) return;
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, SecondsToLook);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, SecondsToLook / 10);
    }

    private async Task ServeAsync(ConnectionContext connection, WireClient client, Action loggedIn)
    {
        CancellationToken stopping = connection.Features.Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested
            ?? connection.ConnectionClosed;
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stopping, connection.ConnectionClosed);
        PipeReader input = connection.Transport.Input;
        TimeSpan patience = s_greeting;
        for (int id = 1; await ReadAsync(input, client, patience, ended.Token) is { } message; id++)
        {
            patience = s_silence;
            if (!await IsStillAsync(client, ended.Token)) return;
            BsonDocument reply = await runner.RunAsync(client, message.Body, ended.Token);
            if (client.User is not null) loggedIn();
            if (message.WantsNoReply) continue;
            bool isCompressed = message.IsCompressed && !IsPartOfLogin(message.Body), isStream = IsStream(message);
            await MessageWriter.WriteAsync(
                connection.Transport.Output, message, id, reply, isCompressed, isStream, connection.ConnectionClosed);
            if (isStream) await StreamAsync(connection, client, message, id, ended.Token);
        }
    }

    // Who watches over the server is told again and again, each time in reply to the reply before, until it goes.
    private async Task StreamAsync(
        ConnectionContext connection, WireClient client, WireMessage message, int id, CancellationToken cancellationToken)
    {
        while (true)
        {
            BsonDocument reply = await runner.RunAsync(client, message.Body, cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
            await MessageWriter.WriteAsync(
                connection.Transport.Output, message with { RequestId = id++ }, id, reply, isCompressed: false, hasMore: true,
                connection.ConnectionClosed);
        }
    }

    private static bool IsStream(WireMessage message) =>
        message.AllowsStream && IsGreeting(message.Body)
        && message.Body.Contains("topologyVersion") && message.Body.GetValue("maxAwaitTimeMS", 0) is { IsNumeric: true } time && time > 0;

    // Who has logged in may be silent for hours; drivers keep connections for later.
    private static async Task<WireMessage?> ReadAsync(
        PipeReader input, WireClient client, TimeSpan patience, CancellationToken cancellationToken)
    {
        if (client.User is not null) return await MessageReader.ReadAsync(input, MessageReader.MaxLength, cancellationToken);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(patience);
        return await MessageReader.ReadAsync(input, MessageReader.MaxLengthBeforeLogin, limit.Token);
    }

    // A user can be deleted, by another process as well.
    private async ValueTask<bool> IsStillAsync(WireClient client, CancellationToken cancellationToken)
    {
        if (client.User is not { } user || clock.GetUtcNow().UtcDateTime - client.SeenAt < s_look) return true;
        client.SeenAt = clock.GetUtcNow().UtcDateTime;
        return await users.FindAsync(user.Name, cancellationToken) is { } now && now.CreatedAt == user.CreatedAt;
    }

    private static bool IsGreeting(BsonDocument body) =>
        body.ElementCount > 0 && body.GetElement(0).Name is "hello" or "isMaster" or "ismaster";

    private static bool IsPartOfLogin(BsonDocument body) =>
        IsGreeting(body) || body.ElementCount > 0 && body.GetElement(0).Name is "saslStart" or "saslContinue";

    private static IPEndPoint PlaceOf(EndPoint? endpoint) => endpoint is not IPEndPoint place ? new IPEndPoint(IPAddress.None, 0)
        : new IPEndPoint(AddressRange.Plain(place.Address)!, place.Port);

    [LoggerMessage(1, LogLevel.Warning,
        "a connection of {Address} was closed: {Open} are open, and mongodb.connections allows no more, or half of them before login")]
    private static partial void Refused(ILogger logger, IPAddress address, int open);

    [LoggerMessage(2, LogLevel.Warning, "a connection of {Address} was closed: {Reason}")]
    private static partial void Malformed(ILogger logger, IPAddress address, string reason);

    [LoggerMessage(3, LogLevel.Debug, "a connection of {Address} has ended")]
    private static partial void Gone(ILogger logger, IPAddress address);
}
