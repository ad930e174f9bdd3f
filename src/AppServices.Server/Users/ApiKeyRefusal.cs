namespace AppServices.Server.Users;

/// <summary>Why a key cannot be made.</summary>
internal enum ApiKeyRefusal
{
    /// <summary>The name is empty.</summary>
    NoName,

    /// <summary>The name has other characters than letters, digits, <c>_</c> and <c>-</c>, or too many.</summary>
    BadName,

    /// <summary>The holder has a key of this name.</summary>
    NameTaken,

    /// <summary>The holder has as many keys as it may have.</summary>
    TooMany,

    /// <summary>The user whose key it was to be does not exist.</summary>
    NoHolder,
}
