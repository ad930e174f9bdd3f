namespace AppServices.Server.Users;

/// <summary>What a token allows its holder to do with an account.</summary>
internal enum AccountTokenPurpose
{
    /// <summary>To confirm it.</summary>
    Confirm,

    /// <summary>To set its password.</summary>
    Reset,
}
