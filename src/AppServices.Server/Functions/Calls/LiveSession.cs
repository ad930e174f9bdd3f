using System;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Errors;
using AppServices.Server.Http;
using AppServices.Server.Tokens;
using AppServices.Server.Users;
using MongoDB.Bson;

namespace AppServices.Server.Functions.Calls;

/// <summary>
/// The session behind something that outlasts its request. It is looked at again and again, and when its access token ends, it goes on as
/// if
/// the client had got another one: with the custom data of that moment.
/// </summary>
internal sealed class LiveSession : IDisposable
{
    private static readonly TimeSpan s_polled = TimeSpan.FromSeconds(1);     // for what other processes do to the session

    private readonly Caller _caller;
    private readonly UserDirectory _users;
    private readonly TokenLifetimes _lifetimes;
    private readonly TimeProvider _clock;
    private readonly SemaphoreSlim _changes = new(0);
    private readonly IDisposable[] _listening;
    private volatile Rights _rights;
    private int _isChanged;

    public LiveSession(Caller caller, UserDirectory users, TokenLifetimes lifetimes, TimeProvider clock)
    {
        _caller = caller;
        _users = users;
        _lifetimes = lifetimes;
        _clock = clock;
        _rights = new Rights(caller.Token.CustomData ?? [], caller.Token.ExpiresAt);
        _listening = [users.Sessions.Listen(caller.Token.SessionId, Wake), users.Users.Listen(caller.User.Id, Wake)];
    }

    /// <summary>The user as it is now.</summary>
    /// <exception cref="ApiException">The session is over.</exception>
    public async ValueTask<FunctionUser> LookAsync(CancellationToken cancellationToken)
    {
        UserRecord user = await _users.Users.FindAsync(_caller.User.Id, cancellationToken) ?? throw ApiException.SessionNotFound();
        if (user.IsDisabled) throw ApiException.UserDisabled();
        if (await _users.Sessions.FindAsync(_caller.Token.SessionId, cancellationToken) is null) throw ApiException.SessionNotFound();
        if (_rights.EndAt <= _clock.GetUtcNow())
        {
            BsonDocument customData = await _caller.App.Part<ICustomUserData>().ReadAsync(user.Id, cancellationToken);
            _rights = new Rights(customData, _clock.GetUtcNow() + _lifetimes.Access);
        }
        return FunctionUsers.Of(user, _rights.CustomData);
    }

    /// <summary>Waits until the session is over, which is told by the exception.</summary>
    /// <exception cref="ApiException">The session is over.</exception>
    public async Task WaitForEndAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await LookAsync(cancellationToken);
            await _changes.WaitAsync(s_polled, cancellationToken);
            Volatile.Write(ref _isChanged, 0);
        }
    }

    public void Dispose()
    {
        foreach (IDisposable registration in _listening) registration.Dispose();
    }

    // However many changes there are before the next look, one look is enough.
    private void Wake()
    {
        if (Interlocked.Exchange(ref _isChanged, 1) == 0) _changes.Release();
    }

    private sealed record Rights(BsonDocument CustomData, DateTimeOffset EndAt);
}
