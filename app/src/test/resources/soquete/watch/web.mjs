import http from 'node:http';

const server = http.createServer((request, response) => {
  response.end('hi ' + request.url);
});
server.listen(0, '127.0.0.1', () => {
  http.get({ port: server.address().port, host: '127.0.0.1', path: '/x', agent: false }, (response) => {
    response.on('data', (data) => console.log(String(data)));
    response.on('end', () => server.close());
  });
});
