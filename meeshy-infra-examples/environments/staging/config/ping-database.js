// Healthy means: the one member of its replica set, and it takes writes. The first probe makes the set.
const fs = require('fs');

// Set only where mongod was started for a replica set that does not exist yet; while the image makes the root user it is a plain server.
if (db.hello().isreplicaset) {
  const password = fs.readFileSync('/run/secrets/mongodb-root-password', 'utf8').trim();
  db.getSiblingDB('admin').auth(process.env.MONGO_INITDB_ROOT_USERNAME, password);
  rs.initiate({ _id: 'meeshy', members: [{ _id: 0, host: 'database:27017' }] });
}
for (let patience = 20; patience > 0 && !(db.hello().setName && db.hello().isWritablePrimary); patience--) {
  sleep(100);
}
const answer = db.hello();
if (!(answer.setName && answer.isWritablePrimary && db.runCommand({ ping: 1 }).ok)) {
  print(answer.setName ? 'no primary yet' : 'not a member of a replica set yet');
  quit(1);
}
