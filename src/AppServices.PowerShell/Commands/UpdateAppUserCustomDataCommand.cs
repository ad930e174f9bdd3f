using System.Collections.Specialized;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Completion;
using AppServices.Documents;
using AppServices.Errors;
using AppServices.Names;
using AppServices.Values;

namespace AppServices.Commands;

/// <summary>
/// Changes the custom data of users where a document is given, then reads it anew and gets it; nothing for a user who has none.
/// </summary>
[Cmdlet(VerbsData.Update, "AppUserCustomData", SupportsShouldProcess = true, DefaultParameterSetName = ReadSet,
    HelpUri = HelpPages.Folder + "Update-AppUserCustomData.md")]
[OutputType("AppServices.AppUserCustomData")]
public sealed class UpdateAppUserCustomDataCommand : AppUserCmdlet
{
    private const string ReadSet = "Read";
    private const string WriteSet = "Write";

    private CustomDataPlace? _place;

    /// <summary>The fields to set; the others stay as they are.</summary>
    [Parameter(ParameterSetName = WriteSet, Mandatory = true, Position = 0)]
    [CustomDataTransformation, ValidateNotNull]
    [NoCompletion]
    public object? CustomData { get; set; }

    /// <inheritdoc/>
    [Parameter(ParameterSetName = ReadSet, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = WriteSet, Position = 1, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("UserId")]
    [AppUserTransformation(YieldsToOthers = true)]
    [ArgumentCompleter(typeof(UserCompleter))]
    [ValidateNotNullOrEmpty]
    public override AppUser[]? User { get; set; }

    /// <summary>Replaces the whole document by -CustomData, but its id and that of the user.</summary>
    [Parameter]
    public SwitchParameter Replace { get; set; }

    /// <summary>The database of custom data; that of the app's folder by default, where it is served from here.</summary>
    [Parameter(ParameterSetName = WriteSet)]
    [ArgumentCompleter(typeof(DatabaseNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Database { get; set; }

    /// <summary>The collection of custom data, with the same default.</summary>
    [Parameter(ParameterSetName = WriteSet)]
    [ArgumentCompleter(typeof(CollectionNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Collection { get; set; }

    /// <summary>The field that has the user's id, with the same default.</summary>
    [Parameter(ParameterSetName = WriteSet)]
    [ValidateNotNullOrEmpty]
    [NoCompletion]
    public string? UserIdField { get; set; }

    /// <summary>The data source, with the same default, else <c>mongodb-atlas</c>.</summary>
    [Parameter(ParameterSetName = WriteSet)]
    [ArgumentCompleter(typeof(DataSourceNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string? ServiceName { get; set; }

    private protected override Task ProcessAsync(AppUser user, CancellationToken cancellationToken)
    {
        this.Refuse(Replace && ParameterSetName != WriteSet, "-Replace goes with -CustomData only, which is what replaces the document.");
        if (ParameterSetName == WriteSet)
        {
            _place = FindPlace(user);
            string doing = $"{(Replace ? "Replace" : "Update")} custom data in '{_place.Database}.{_place.Collection}'";
            if (!ShouldProcess(user.Shown, doing)) return Task.CompletedTask;
        }
        return AttemptAsync(user, async () =>
        {
            if (_place is { } place) await WriteAsync(user, place, cancellationToken);
            await user.Session.RefreshCustomDataAsync(Options, cancellationToken);
            if (user.CustomData is { } data) WriteObject(OwnerProperty.Mark(data, user));
        });
    }

    private protected override ErrorRecord ToErrorRecord(AppServicesException error, object? target) => _place is { } place
        ? ErrorRecords.FromData(error, target, place.Service, place.Database, place.Collection)
        : base.ToErrorRecord(error, target);

    private CustomDataPlace FindPlace(AppUser user)
    {
        CustomDataPlace? known = user.RememberedNames.CustomData(user.AppId);
        return (Database ?? known?.Database) is { } database && (Collection ?? known?.Collection) is { } collection
            && (UserIdField ?? known?.UserIdField) is { } field
            ? new CustomDataPlace(ServiceName ?? known?.Service ?? "mongodb-atlas", database, collection, field)
            : throw Terminate(ErrorRecords.Create(
                "AppCustomDataUnknown", ErrorCategory.InvalidArgument, user,
                $"Where app '{user.AppId}' keeps custom data is not known here.",
                "Pass -Database, -Collection and -UserIdField as the app's auth/custom_user_data.json names them."));
    }

    // Ids are text in custom data (app-folder 3), so the document's own id would come back as another one.
    private async Task WriteAsync(AppUser user, CustomDataPlace place, CancellationToken cancellationToken)
    {
        var fields = new OrderedDictionary();
        if (Replace) fields[place.UserIdField] = user.Id;
        foreach (string name in DocumentInput.Names(CustomData!))
            if (name != DocumentId.Field && name != place.UserIdField && DocumentInput.TryGet(CustomData!, name, out object? value))
                fields[name] = value;
        var documents = new MongoCollection(user.Session, place.Service, place.Database, place.Collection, PSValues.Format);
        UpdateResult result = await documents.UpdateAsync(
            new OrderedDictionary { [place.UserIdField] = user.Id }, Replace ? fields : new OrderedDictionary { ["$set"] = fields },
            isMany: false, upsert: true, arrayFilters: null, Options, cancellationToken);
        Note(new AppWriteResult(documents.Namespace, result).ToString());
    }
}
