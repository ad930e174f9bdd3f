namespace AppServices.Server.Providers.EmailPassword;

/// <summary>What a confirmation or reset function decided. Source: client-api 4.2, 4.3.</summary>
internal enum HookStatus
{
    /// <summary>No: it said so, threw, or said nothing usable (app-folder 12, row 19).</summary>
    Fail,

    /// <summary>Not yet: who has the tokens finishes it.</summary>
    Pending,

    /// <summary>Yes, at once.</summary>
    Success,
}
