namespace AppServices.Commands;

/// <summary>Where the cmdlets' help pages are read, one page a cmdlet, for Get-Help -Online.</summary>
internal static class HelpPages
{
    public const string Folder = "https://github.com/appservices-ps/AppServices/blob/main/docs/help/";
}
