using System;
using System.Globalization;
using System.Management.Automation.Host;

namespace AppServices.PSHost.Hosting;

/// <summary>What the engine talks to: a host on the console of this process.</summary>
internal sealed class ConsoleHost(bool interactive) : System.Management.Automation.Host.PSHost
{
    /// <summary>The console with what the engine does not know of it.</summary>
    public ConsoleUserInterface Console { get; } = new(interactive);

    public override string Name => "PSHost";

    public override Version Version { get; } = typeof(ConsoleHost).Assembly.GetName().Version ?? new Version(0, 0);

    public override Guid InstanceId { get; } = Guid.NewGuid();

    public override PSHostUserInterface UI => Console;

    public override CultureInfo CurrentCulture { get; } = CultureInfo.CurrentCulture;

    public override CultureInfo CurrentUICulture { get; } = CultureInfo.CurrentUICulture;

    /// <summary>The code of an <c>exit</c> that ends the session, or null while there was none.</summary>
    public int? ExitCode { get; private set; }

    public override void SetShouldExit(int exitCode) => ExitCode = exitCode;

    public override void EnterNestedPrompt() => throw new NotSupportedException("This host has no nested prompts. Answer the question, or run in pwsh.");

    public override void ExitNestedPrompt() => throw new NotSupportedException("This host has no nested prompts.");

    public override void NotifyBeginApplication() => Console.ClearProgress();

    public override void NotifyEndApplication()
    {
    }
}
