using System;
using System.CommandLine;
using System.Globalization;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.AppConfig;
using AppServices.Server.Triggers;

namespace AppServices.Server.Commands;

/// <summary>
/// <c>trigger list|run|enable|disable|skip</c>: an app's triggers. Works while a server runs on the same data, which does it within a
/// second.
/// </summary>
internal static class TriggerCommand
{
    private const int TypeWidth = 14;       // AUTHENTICATION

    private static readonly Argument<string> s_name = new("NAME") { Description = "The trigger's name, as list shows it." };

    public static Command Create() => new("trigger", "Shows and steers an app's triggers.")
    {
        List(),
        Change("run", "Calls the function of a scheduled trigger now.", Run),
        Change(
            "enable", "Lets a trigger run, whatever the app's file says; one that is suspended tries to go on.",
            now => now with { IsEnabled = true, Suspended = null }),
        Change("disable", "Keeps a trigger from running, whatever the app's file says.", now => now with { IsEnabled = false }),
        Change(
            "skip", "Leaves out what a trigger has not handled, and goes on from now; a suspended one, too.",
            now => now with { Request = TriggerRequest.Skip }),
    };

    private static Command List()
    {
        var command = new Command(
            "list", "Lists the triggers: how far they are, and what went wrong last.")
        { AppTarget.Options };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using AppTarget app = await AppTarget.OpenAsync(parsed, creates: false, cancellationToken);
            foreach (TriggerRecord trigger in await new TriggerStore(app.Store).ListAsync(app.AppId, cancellationToken))
                await PrintAsync(app, trigger, cancellationToken);
            return 0;
        });
        return command;
    }

    private static async Task PrintAsync(AppTarget app, TriggerRecord trigger, CancellationToken cancellationToken)
    {
        string state = trigger.Suspended is not null ? "suspended" : trigger.WasOff || trigger.IsEnabled == false ? "disabled" : "enabled";
        app.Output.WriteLine($"{trigger.Name}  {trigger.Type.PadRight(TypeWidth)}  {state,-9}  {trigger.Summary}");
        string last = trigger.LastRun is { } run ? Time(run) : "never";
        app.Output.WriteLine(
            $"    last run {last}, {Count(trigger.Runs, "run")}, {trigger.Failures} failed"
            + await AheadAsync(app, trigger, cancellationToken));
        if (trigger.LastFailure is { } failed) app.Output.WriteLine($"    last error {Time(failed)}: {OneLine(trigger.LastError ?? "")}");
        if (trigger.Suspended is { } reason) app.Output.WriteLine($"    suspended: {OneLine(reason)}");
    }

    private static string Count(long number, string noun) => number == 1 ? $"1 {noun}" : $"{number} {noun}s";

    private static async Task<string> AheadAsync(AppTarget app, TriggerRecord trigger, CancellationToken cancellationToken)
    {
        if (trigger is { Scope: { } scope, Position: { } position })
        {
            long left = await app.Stores.Find(scope.Source).CountChangesAsync(scope, position, cancellationToken);
            return $", {Count(left, "change")} to look at";
        }
        DateTime? next = trigger.Fired is { } fired ? CronSchedule.Parse(trigger.Summary).Next(fired) : null;
        return next is { } time ? $", next {Time(time)}" : "";
    }

    private static Command Change(string verb, string description, Func<TriggerRecord, TriggerRecord> change) =>
        Change(verb, description, (_, trigger) => change(trigger));

    private static Command Change(string verb, string description, Func<AppTarget, TriggerRecord, TriggerRecord> change)
    {
        var command = new Command(verb, description)
        { s_name, AppTarget.Options };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using AppTarget app = await AppTarget.OpenAsync(parsed, creates: false, cancellationToken);
            string name = parsed.GetRequiredValue(s_name);
            if (await new TriggerStore(app.Store).ChangeAsync(app.AppId, name, now => change(app, now), cancellationToken) is null)
            {
                throw new ConfigurationException(
                    $"App '{app.AppId}' has no trigger '{name}', or was not served yet. See: appservices-server trigger list{app.Given}");
            }
            return 0;
        });
        return command;
    }

    private static TriggerRecord Run(AppTarget app, TriggerRecord trigger) => trigger switch
    {
        { Type: not ScheduledTrigger.TypeName } =>
            throw new ConfigurationException(
                $"Trigger '{trigger.Name}' waits for {trigger.Summary}: only a scheduled trigger can be run by hand."),
        { WasOff: true, IsEnabled: not true } or { IsEnabled: false } =>
            throw new ConfigurationException(
                $"Trigger '{trigger.Name}' is disabled. Enable it first: appservices-server trigger enable {trigger.Name}{app.Given}"),
        _ => trigger with { Request = TriggerRequest.Run },
    };

    // An error is what a function of the app says, which is not to reach the terminal as anything but text.
    private static string OneLine(string text) => string.Concat(text.Select(letter => char.IsControl(letter) ? ' ' : letter));

    private static string Time(DateTime time) => time.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
