const net = require('net');

const server = net.createServer((socket) => {
  socket.on('data', (data) => {
    socket.write(data);
  });
  socket.on('end', () => socket.end());
});
server.listen(0, '127.0.0.1', () => {
  const client = net.connect(server.address().port, '127.0.0.1', () => {
    client.write('hello');
  });
  client.on('data', (data) => {
    console.log(String(data));
    client.end();
  });
  client.on('close', () => server.close());
});
