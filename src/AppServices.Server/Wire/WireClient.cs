using System;
using System.Net;

namespace AppServices.Server.Wire;

/// <summary>Who is at the other end of a connection.</summary>
/// <param name="id">The connection's number.</param>
/// <param name="address">Where the client is.</param>
/// <param name="server">Where it found the server.</param>
internal sealed class WireClient(int id, IPEndPoint address, IPEndPoint server)
{
    /// <summary>The connection's number.</summary>
    public int Id => id;

    /// <summary>Where the client is.</summary>
    public IPEndPoint Address => address;

    /// <summary>Where it found the server.</summary>
    public IPEndPoint Server => server;

    /// <summary>Who has logged in; null for nobody yet.</summary>
    public DatabaseUser? User { get; set; }

    /// <summary>What the client calls the application; null when it does not say.</summary>
    public string? AppName { get; set; }

    /// <summary>When it was last seen that there is still such a user.</summary>
    public DateTime SeenAt { get; set; }

    /// <summary>The login that has begun; null for none.</summary>
    public ScramTalk? Talk { get; set; }

    /// <summary>Whether that login ends with the client's proof, without an empty message after it.</summary>
    public bool EndsAtProof { get; set; }

    /// <summary>The user who has proved to be one, when an empty message is still to come; null for none.</summary>
    public DatabaseUser? Proved { get; set; }
}
