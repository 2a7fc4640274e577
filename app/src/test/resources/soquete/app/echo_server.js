// An echo server for some clients, many at once: echo_server.js PORT CLIENTS.
const net = require('net');

let left = Number(process.argv[3]);
const server = net.createServer({ allowHalfOpen: true }, (socket) => {
  socket.on('data', (data) => socket.write(data));
  socket.on('end', () => {
    socket.end();
    left -= 1;
    if (left === 0) {
      server.close();
    }
  });
});
server.listen(Number(process.argv[2]), '127.0.0.1');
