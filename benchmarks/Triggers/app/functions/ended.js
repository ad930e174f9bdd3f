exports = run => context.services.get("mongodb-atlas").db("shop").collection("ends").count({ run });
