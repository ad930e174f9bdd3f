using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;

namespace AppServices.PSHost.Hosting;

/// <summary>Asks for a user name, unless given, and a password.</summary>
internal sealed class CredentialPrompt(PSHostUserInterface ui, ConsoleInput input)
{
    public PSCredential Ask(string? caption, string? message, string? userName)
    {
        input.Require("A credential");
        ui.WriteLine();
        ui.WriteLine(string.IsNullOrEmpty(caption) ? "PowerShell credential request" : caption);
        if (!string.IsNullOrEmpty(message)) ui.WriteLine(message);

        while (string.IsNullOrEmpty(userName))
        {
            ui.Write("User: ");
            userName = input.ReadLine();
        }
        ui.Write($"Password for user {userName}: ");
        SecureString password = input.ReadSecret();
        return new PSCredential(userName, password);
    }
}
