using System;
using System.Management.Automation;
using System.Management.Automation.Host;

namespace AppServices.PSHost.Hosting;

/// <summary>Something asked the user a question where nobody can answer. The engine turns it into an error of whoever asked.</summary>
internal sealed class NotInteractiveException : HostException
{
    private const string Advice = " Pass the value as a parameter, or run the host on a terminal without -NonInteractive.";

    /// <param name="message">What was asked for, and why it cannot be had.</param>
    public NotInteractiveException(string message)
        : base(message + Advice, null!, "HostNotInteractive", ErrorCategory.InvalidOperation)
    {
    }

    public NotInteractiveException()
        : this("This host is not interactive.")
    {
    }

    public NotInteractiveException(string message, Exception innerException)
        : base(message + Advice, innerException, "HostNotInteractive", ErrorCategory.InvalidOperation)
    {
    }
}
