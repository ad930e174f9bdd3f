using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Documents;
using AppServices.Server.Rules.Expressions;
using AppServices.Server.Storage;
using AppServices.Server.Storage.Commands;
using MongoDB.Bson;

namespace AppServices.Server.Services;

/// <summary>A data source as clients call it: the functions of protocol.md 7.1, with their two sets of argument names.</summary>
internal sealed class MongoService(DataSource source, IRuleCaller caller)
{
    private readonly IDocumentOperations _operations = source.Open(caller);

    /// <summary>Calls a function; null when the service does not have it.</summary>
    /// <exception cref="DocumentException">The arguments are not valid.</exception>
    public async Task<ServiceReply?> CallAsync(string function, BsonDocument argument, CancellationToken cancellationToken)
    {
        var arguments = new MongoArguments(argument);
        return function switch
        {
            "find" => Find(arguments, cancellationToken),
            "aggregate" => new ServiceReply.Documents(_operations.AggregateAsync(arguments.Collection(source), arguments.Array("pipeline") ?? [], cancellationToken)),
            "findOne" => Single(await FindOneAsync(arguments, cancellationToken)),
            "count" => Single(new BsonInt64(await _operations.CountAsync(
                arguments.Collection(source), arguments.Document("query"), arguments.Number("limit"), cancellationToken))),
            "insertOne" => Single(new BsonDocument("insertedId", (await InsertAsync(arguments, Required(arguments), cancellationToken)).InsertedIds[0])),
            "insertMany" => Single(new BsonDocument("insertedIds", new BsonArray(
                (await InsertAsync(arguments, arguments.Documents("documents"), cancellationToken)).InsertedIds))),
            "updateOne" => Single(WriteReplies.OfUpdate(await UpdateAsync(arguments, isMany: false, cancellationToken))),
            "updateMany" => Single(WriteReplies.OfUpdate(await UpdateAsync(arguments, isMany: true, cancellationToken))),
            "deleteOne" => Single(WriteReplies.OfDelete(await DeleteAsync(arguments, isMany: false, cancellationToken))),
            "deleteMany" => Single(WriteReplies.OfDelete(await DeleteAsync(arguments, isMany: true, cancellationToken))),
            "findOneAndUpdate" => Single(await FindAndModifyAsync(arguments, Change(arguments), isReplacement: false, cancellationToken)),
            // realm-web calls this one without a replacement to delete a document (protocol.md 7.2).
            "findOneAndReplace" => Single(await FindAndModifyAsync(arguments, arguments.Value("update"), isReplacement: true, cancellationToken)),
            "findOneAndDelete" => Single(await FindAndModifyAsync(arguments, null, isReplacement: false, cancellationToken)),
            _ => null,
        };
    }

    private ServiceReply.Documents Find(MongoArguments arguments, CancellationToken cancellationToken) => new(_operations.FindAsync(
        arguments.Collection(source),
        new FindCommand(arguments.Document("query"))
        {
            Projection = arguments.Optional("project"),
            Sort = arguments.Optional("sort"),
            Limit = arguments.Number("limit"),
            Skip = arguments.Number("skip"),
        },
        cancellationToken));

    private async Task<BsonValue?> FindOneAsync(MongoArguments arguments, CancellationToken cancellationToken)
    {
        var command = new FindCommand(arguments.Document("query"))
        {
            Projection = arguments.Optional("project"),
            Sort = arguments.Optional("sort"),
            Limit = 1,
        };
        return await _operations.FindAsync(arguments.Collection(source), command, cancellationToken).FirstOrDefaultAsync(cancellationToken);
    }

    private Task<WriteResult> InsertAsync(MongoArguments arguments, BsonDocument[] documents, CancellationToken cancellationToken) =>
        WriteAsync(arguments, documents.Select(WriteCommand (document) => new WriteCommand.Insert(document)).ToArray(), cancellationToken);

    private Task<WriteResult> UpdateAsync(MongoArguments arguments, bool isMany, CancellationToken cancellationToken) => WriteAsync(
        arguments,
        [
            new WriteCommand.Update(arguments.Document("query"), Change(arguments))
            {
                IsMany = isMany,
                IsUpsert = arguments.Flag("upsert"),
                ArrayFilters = arguments.Array("arrayFilters"),
            },
        ],
        cancellationToken);

    private Task<WriteResult> DeleteAsync(MongoArguments arguments, bool isMany, CancellationToken cancellationToken) =>
        WriteAsync(arguments, [new WriteCommand.Delete(arguments.Document("query")) { IsMany = isMany }], cancellationToken);

    private Task<WriteResult> WriteAsync(MongoArguments arguments, WriteCommand[] commands, CancellationToken cancellationToken) =>
        _operations.WriteAsync(arguments.Collection(source), commands, isOrdered: true, null, cancellationToken);

    private async Task<BsonValue?> FindAndModifyAsync(MongoArguments arguments, BsonValue? change, bool isReplacement, CancellationToken cancellationToken)
    {
        var command = new FindAndModifyCommand(arguments.Document("filter"))
        {
            Change = change,
            IsReplacement = isReplacement && change is not null,
            Sort = arguments.Optional("sort"),
            Projection = arguments.Optional("projection"),
            IsUpsert = arguments.Flag("upsert"),
            ReturnsNew = arguments.Flag("returnNewDocument"),
            ArrayFilters = arguments.Array("arrayFilters"),
        };
        return await _operations.FindAndModifyAsync(arguments.Collection(source), command, null, cancellationToken);
    }

    private static ServiceReply.Single Single(BsonValue? value) => new(value ?? BsonNull.Value);

    private static BsonDocument[] Required(MongoArguments arguments) =>
        [arguments.Optional("document") ?? throw DocumentException.BadValue("'document' is a required document")];

    private static BsonValue Change(MongoArguments arguments) =>
        arguments.Value("update") ?? throw DocumentException.BadValue("'update' is a required document");
}
