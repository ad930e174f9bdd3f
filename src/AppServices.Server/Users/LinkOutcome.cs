namespace AppServices.Server.Users;

/// <summary>How an attempt to link an identity ended.</summary>
internal enum LinkOutcome
{
    /// <summary>The user has the identity now, or had it before.</summary>
    Linked,

    /// <summary>The identity is another user's.</summary>
    OfAnotherUser,

    /// <summary>The user has another e-mail identity, and there can be one only.</summary>
    SecondEmail,
}
